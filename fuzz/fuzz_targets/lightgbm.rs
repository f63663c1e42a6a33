//! LightGBM text.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| candour_fuzz::model(bytes));

//! Parquet, for a fixed model.

#![no_main]

libfuzzer_sys::fuzz_target!(
    // the reader may panic inside its fence, where the fuzzer must not stop it; a panic that leaves it still ends here
    init: std::panic::set_hook(Box::new(|_| {})),
    |bytes: &[u8]| candour_fuzz::table(bytes)
);

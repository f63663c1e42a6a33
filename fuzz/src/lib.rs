//! What the fuzz targets do with bytes: the law of `tests/core/law.rs`, which `cargo test` keeps too. A law that is
//! broken is a panic, which the fuzzer finds.

#[path = "../../tests/core/law.rs"]
pub mod law;

use std::sync::OnceLock;

use candour::import;
use candour::model::CustomerModel;

fn kept<T>(verdict: law::Verdict<T>) {
    if let Err(broken) = verdict {
        panic!("{broken}");
    }
}

/// Reads a model.
pub fn model(bytes: &[u8]) {
    kept(law::model(bytes));
}

/// Reads a data dictionary beside [`described`].
pub fn sidecar(bytes: &[u8]) {
    kept(law::dictionary(bytes, described()));
}

/// Reads a profile for [`for_tables`].
pub fn profile(bytes: &[u8]) {
    kept(law::profile(bytes, for_tables()));
}

/// Reads a session for [`for_tables`].
pub fn session(bytes: &[u8]) {
    kept(law::session(bytes, for_tables()));
}

/// Reads a table for [`for_tables`].
pub fn table(bytes: &[u8]) {
    kept(law::table(bytes, for_tables()));
}

/// The model that dictionaries stand beside.
pub fn described() -> &'static CustomerModel {
    static MODEL: OnceLock<CustomerModel> = OnceLock::new();
    MODEL.get_or_init(|| load(include_bytes!("../../tests/data/xgboost_versions/cat_3.4.1/model.json")))
}

/// The model that profiles and tables are for.
pub fn for_tables() -> &'static CustomerModel {
    static MODEL: OnceLock<CustomerModel> = OnceLock::new();
    MODEL.get_or_init(|| load(include_bytes!("../../tests/data/tables/model.ron")))
}

fn load(bytes: &[u8]) -> CustomerModel {
    import::load(bytes, "fixed").unwrap_or_else(|e| panic!("{e}")).value
}

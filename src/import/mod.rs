//! The door for models: bytes in, a checked [`CustomerModel`] out, or a refusal with its place and a way out.
//!
//! Never repairs and never guesses: what a format says that cannot be honoured is refused by name. Reads no files;
//! callers bring bytes. [`candour_ron`] also writes, since that format is ours.

pub mod candour_ron;
pub mod catboost;
pub mod lightgbm;
mod names;
pub mod onnx;
mod room;
pub mod sidecar;
pub mod ubjson;
mod words;
pub mod xgboost;

use words::{ONLY_ORDERS, list, outcome, without_texts};

use crate::base::{Error, Kind, Result, Warned, Way, ours};
use crate::model::CustomerModel;

/// Reads a customer model from bytes in whichever supported format they are; `name` is what to call a model whose
/// file carries no title.
///
/// # Errors
/// [`Kind::Format`] if the bytes are no model, saying what they look like instead; [`Kind::Unsupported`] if they are
/// a model of a kind this version does not read; and whatever the format's own reader refuses.
pub fn load(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    match recognise(bytes) {
        Form::CandourRon => candour_ron::read(bytes).map_err(|e| with_a_way_out(e).within("candour ron")),
        Form::LightGbm => lightgbm::read(bytes, name).map_err(|e| with_a_way_out(e).within("lightgbm")),
        Form::Onnx => onnx::read(bytes, name).map_err(|e| with_a_way_out(e).within("onnx")),
        Form::CatBoostJson => catboost::read_json(bytes, name).map_err(|e| with_a_way_out(e).within("catboost")),
        Form::CatBoostBinary => catboost::read_binary(bytes, name).map_err(|e| with_a_way_out(e).within("catboost")),
        Form::XgboostJson => xgboost::read_json(bytes, name).map_err(|e| with_a_way_out(e).within("xgboost")),
        Form::XgboostUbjson => xgboost::read_ubjson(bytes, name).map_err(|e| with_a_way_out(e).within("xgboost")),
        Form::Other(what, hint) => {
            let kind = if what.contains("model") { Kind::Unsupported } else { Kind::Format };
            let error = Error::new(kind, format!("expected a customer model, found {what}")).hint(hint);
            Err(if what == SESSION { error.way(Way::Session) } else { error })
        }
    }
}

/// What to do about a file of which little more can be told.
const DAMAGED: &str = "the file is damaged or was edited; fetch or save it again";

/// A refusal that has no hint of its own gets the one that fits all of its kind.
fn with_a_way_out(error: Error) -> Error {
    match error.kind {
        _ if error.has_hint() => error,
        Kind::Format => error.hint(DAMAGED),
        _ => error.hint("the model is not whole in itself; save it again where it was made"),
    }
}

/// Whether the first bytes look like a table of customers: Parquet, JSON that is no model, or text that is nothing
/// else, with a delimiter in its first line.
pub fn is_table(bytes: &[u8]) -> bool {
    matches!(recognise(bytes), Form::Other(what, _) if [TABLE, JSON, PARQUET].contains(&what))
}

/// Whether the first bytes are those of a Candour profile: one customer.
pub fn is_profile(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    head.contains("candour_profile") && without_texts(&head).contains("candour_profile")
}

/// Whether the first bytes are those of a saved session.
pub fn is_session(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    head.contains("candour_session") && without_texts(&head).contains("candour_session")
}

/// Whether the first bytes are those of a customer model, of a format that is read.
pub fn is_model(bytes: &[u8]) -> bool {
    !matches!(recognise(bytes), Form::Other(..))
}

const TABLE: &str = "a table such as CSV";
const JSON: &str = "JSON";
const SESSION: &str = "a saved session";
const PARQUET: &str = "a Parquet table";

enum Form {
    CandourRon,
    LightGbm,
    Onnx,
    CatBoostJson,
    CatBoostBinary,
    XgboostJson,
    XgboostUbjson,
    Other(&'static str, &'static str),
}

const OPENS: &str = "Candour opens Candour RON (.ron), XGBoost (.json, .ubj), LightGBM text (.txt), CatBoost (.json, .cbm) and ONNX \
                     tree models (.onnx)";

const XGBOOST_DUMP: &str = "it lacks the base score and the objective: save it with save_model(\"model.json\")";

/// Looks at the first bytes; a file that is something else is named, so that a mistake is plain at once.
fn recognise(bytes: &[u8]) -> Form {
    const DATA: &str = "this is data, not a model: open the model first, then this file beside it";
    let bytes = ours::without_mark(bytes);
    let start = bytes.trim_ascii_start();
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let has = |what: &str| head.contains(what);
    let magic: [(&[u8], &str, &str); 9] = [
        (b"\x1f\x8b", "a gzip archive inside a gzip archive", OPENS),
        (b"PK\x03\x04", "a ZIP archive or an Office file", "unpack it, or export the sheet as CSV"),
        (b"PAR1", PARQUET, DATA),
        (b"\x89PNG", "a picture", OPENS),
        (b"%PDF", "a PDF document", OPENS),
        (b"\x80\x04", "a Python pickle model", "pickles run code when opened; export the model as text instead"),
        (b"\x80\x05", "a Python pickle model", "pickles run code when opened; export the model as text instead"),
        (b"binf", "an XGBoost binary model of before 1.0", "save it again with a current XGBoost"),
        (b"\x7fELF", "a program", OPENS),
    ];
    if start.is_empty() {
        return Form::Other("an empty file", OPENS);
    }
    if let Some(&(_, what, hint)) = magic.iter().find(|(sign, _, _)| bytes.starts_with(sign)) {
        return Form::Other(what, hint);
    }
    if bytes.starts_with(catboost::MAGIC) {
        return Form::CatBoostBinary;
    }
    if onnx::is_onnx(bytes) {
        return Form::Onnx;
    }
    if ubjson::is_ubjson(bytes) {
        return if has("learner") { Form::XgboostUbjson } else { Form::Other("UBJSON", OPENS) };
    }
    if start.starts_with(b"tree\n") || start.starts_with(b"tree\r\n") {
        return Form::LightGbm;
    }
    if is_session(bytes) {
        return Form::Other(SESSION, "it is opened in the window");
    }
    if is_profile(bytes) {
        return Form::Other("a Candour profile", "this is one customer, not a model: open the model first");
    }
    if sidecar::is_sidecar(bytes) {
        return Form::Other("a data dictionary", "open the model it stands beside; the dictionary is read with it");
    }
    if start.starts_with(b"(") || start.starts_with(b"#![") || start.starts_with(b"//") || start.starts_with(b"/*") {
        return Form::CandourRon;
    }
    // a bracket followed by what a JSON list may hold; other formats open sections with it
    let list = start.strip_prefix(b"[").and_then(|rest| rest.trim_ascii_start().first().copied());
    if start.starts_with(b"{") || list.is_some_and(|b| b"{[\"-0123456789tfn]".contains(&b)) {
        return if has("\"learner\"") || has("learner_model_param") || has("gradient_booster") {
            Form::XgboostJson
        } else if ["\"features_info\"", "\"oblivious_trees\"", "\"ctr_data\"", "\"catboost_version_info\""]
            .into_iter()
            .any(has)
        {
            Form::CatBoostJson
        } else if has("\"nodeid\"") && has("\"children\"") {
            Form::Other("an XGBoost model's dump", XGBOOST_DUMP)
        } else if has("\"num_tree_per_iteration\"") {
            let hint = "it lacks what the text has: save it with save_model(\"model.txt\")";
            Form::Other("a LightGBM model's dump", hint)
        } else {
            Form::Other(JSON, OPENS)
        };
    }
    let text = std::str::from_utf8(&bytes[..bytes.len().min(4096)]).map_or_else(|e| e.valid_up_to() > 4000, |_| true);
    let line = head.lines().next().unwrap_or("");
    if line.starts_with("booster[") {
        return Form::Other("an XGBoost model's dump", XGBOOST_DUMP);
    }
    let binary = !text || bytes.iter().take(4096).any(|&b| b == 0);
    if binary && (has("TreeEnsemble") || has("ai.onnx.ml")) {
        Form::Onnx
    } else if binary {
        Form::Other("binary data of an unknown kind", OPENS)
    } else if line.contains(',') || line.contains(';') || line.contains('\t') {
        Form::Other(TABLE, DATA)
    } else {
        Form::Other("text of an unknown kind", OPENS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_texts_and_comments_are_no_fields() {
        let head = "// a: \"\n/* b */(c: \"d \\\" e\", f: r#\"g \" h\"#, for: \"i\", j: \"open";
        assert_eq!(without_texts(head).trim(), "(c: , f: , for: , j:");
        let model = "(candour: 1, title: \"candour_dictionary: 1, candour_profile: 1\", link: Value, features: [], \
                     offers: [(id: \"a\")], trees: [(offer: \"a\", leaf: [1.0])])";
        assert!(load(model.as_bytes(), "x").is_ok());
    }

    #[test]
    fn says_what_a_wrong_file_is() {
        let cases: [(&[u8], &str); 14] = [
            (b"[{\"nodeid\": 0, \"children\": []}]", "an XGBoost model's dump"),
            (b"booster[0]:\n0:[f0<1] yes=1,no=2,missing=1\n", "an XGBoost model's dump"),
            (b"{\"name\":\"tree\",\"num_tree_per_iteration\":1}", "a LightGBM model's dump"),
            (b"", "an empty file"),
            (b"  \n", "an empty file"),
            (b"a,b,c\n1,2,3\n", "a table such as CSV"),
            (b"{\"learner\":{}}", "xgboost: learner"),
            (b"{}", "JSON"),
            (b"[package]\nname = 1\n", "text of an unknown kind"),
            (b"\x08\x0a\x12\x08skl2onnx", "onnx: the file has no graph"),
            (b"PK\x03\x04....", "a ZIP archive"),
            (b"\x80\x04\x95", "a Python pickle model"),
            (b"\x00\x01\x02", "binary data"),
            (b"Dear Sir or Madam", "text of an unknown kind"),
        ];
        for (bytes, expected) in cases {
            let error = load(bytes, "x").expect_err("none of these is a model");
            assert!(error.to_string().contains(expected), "{error}");
            assert!(error.hint.is_some(), "{error} has no hint");
        }
    }
}

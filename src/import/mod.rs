//! The door for models: bytes in, a checked [`CustomerModel`] out, or a refusal with its place and a way out.
//!
//! Never repairs and never guesses: what a format says that cannot be honoured is refused by name. Reads no files;
//! callers bring bytes. [`candour_ron`] also writes, since that format is ours.

pub mod candour_ron;
pub mod catboost;
pub mod lightgbm;
mod names;
pub mod onnx;
mod pandas;
mod purpose_ron;
mod room;
pub mod rounds;
pub mod seen;
pub mod sidecar;
pub mod ubjson;
mod words;
pub mod xgboost;

use room::TEXTS_MAX;
use words::{NOT_KNOWN, NOT_WHOLE, ONLY_ORDERS, UNLIKE, list, outcome};

use crate::base::{Error, Kind, Result, Warned, Way, ours, signs};
use crate::model::CustomerModel;

/// Reads a customer model from bytes in whichever supported format they are; `name` is what to call a model whose
/// file carries no title. All rounds of training are used.
///
/// # Errors
/// [`Kind::Format`] if the bytes are no model, saying what they look like instead; [`Kind::Unsupported`] if they are
/// a model of a kind this version does not read; and whatever the format's own reader refuses.
pub fn load(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    rounds::choose(load_whole(bytes, name)?, None)
}

/// Whether somebody named the first output of a model: its file, or a dictionary.
pub fn names_outcome(model: &CustomerModel) -> bool {
    model.offers().first().is_some_and(|first| first.title != outcome(model.link()))
}

/// [`load`] before it is chosen which rounds are used, which [`rounds::choose`] does.
///
/// # Errors
/// As [`load`].
pub fn load_whole(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    let (library, read) = match recognise(bytes) {
        Found::Model(Format::LightGbm) => ("lightgbm", lightgbm::read(bytes, name)),
        Found::Model(Format::Onnx) => ("onnx", onnx::read(bytes, name)),
        Found::Model(Format::CatBoostJson) => ("catboost", catboost::read_json(bytes, name)),
        Found::Model(Format::CatBoostBinary) => ("catboost", catboost::read_binary(bytes, name)),
        Found::Model(Format::XgboostJson) => {
            ("xgboost", few_texts(bytes).and_then(|()| xgboost::read_json(bytes, name)))
        }
        Found::Model(Format::XgboostUbjson) => ("xgboost", xgboost::read_ubjson(bytes, name)),
        Found::Model(Format::CandourRon) | Found::Ron => (candour_ron::LIBRARY, candour_ron::read(bytes)),
        Found::OtherModel(what, hint) => return Err(no_model(Kind::Unsupported, what, hint)),
        Found::Session => {
            return Err(no_model(Kind::Format, "a saved session", "it is opened in the window").way(Way::Session));
        }
        Found::Profile => {
            let hint = "this is one customer, not a model: open the model first";
            return Err(no_model(Kind::Format, "a Candour profile", hint));
        }
        Found::Dictionary => {
            let hint = "open the model it stands beside; the dictionary is read with it";
            return Err(no_model(Kind::Format, "a data dictionary", hint));
        }
        Found::Weights => {
            let hint = "they are of a model's facts: open the model first";
            return Err(no_model(Kind::Format, "weights of intrusiveness", hint));
        }
        Found::Table(what, hint) | Found::Other(what, hint) => return Err(no_model(Kind::Format, what, hint)),
    };
    read.map_err(|e| with_a_way_out(e, library).within(library))
}

/// Refuses JSON of so many texts that they would take far more memory than the file, before they do. O(bytes), and
/// fast.
fn few_texts(bytes: &[u8]) -> Result<()> {
    let quotes: usize = bytes.chunks(1 << 16).map(|part| part.iter().filter(|&&b| b == b'"').count()).sum();
    if quotes / 2 > TEXTS_MAX {
        let what = format!("more than {TEXTS_MAX} texts in the file, the limit");
        return Err(Error::new(Kind::Format, what).past_limit());
    }
    Ok(())
}

fn no_model(kind: Kind, what: &str, hint: &str) -> Error {
    Error::new(kind, format!("expected a customer model, found {what}")).hint(hint)
}

/// A refusal that has no hint of its own gets the one that is true of all of its kind. None says that a file is damaged
/// or cut off: that only those say who saw it.
fn with_a_way_out(error: Error, library: &str) -> Error {
    match error.kind {
        _ if error.has_hint() => error,
        _ if library == candour_ron::LIBRARY => error.hint(candour_ron::DOCUMENTED),
        Kind::Format => error.hint(UNLIKE),
        Kind::Unsupported => error.hint(NOT_KNOWN),
        _ => error.hint(NOT_WHOLE),
    }
}

/// A model's format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Candour's own.
    CandourRon,
    /// LightGBM's text.
    LightGbm,
    /// ONNX.
    Onnx,
    /// CatBoost's JSON.
    CatBoostJson,
    /// CatBoost's `.cbm`.
    CatBoostBinary,
    /// XGBoost's JSON.
    XgboostJson,
    /// XGBoost's UBJSON.
    XgboostUbjson,
}

impl Format {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::CandourRon,
        Self::XgboostJson,
        Self::XgboostUbjson,
        Self::LightGbm,
        Self::CatBoostJson,
        Self::CatBoostBinary,
        Self::Onnx,
    ];

    /// How names of such files end, for dialogs; what a file is, its bytes say.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::CandourRon => "ron",
            Self::LightGbm => "txt",
            Self::Onnx => "onnx",
            Self::CatBoostJson | Self::XgboostJson => "json",
            Self::CatBoostBinary => "cbm",
            Self::XgboostUbjson => "ubj",
        }
    }
}

/// What the first bytes of a file say it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// A customer model.
    Model(Format),
    /// RON that does not say what it is: read as whatever is expected, whose reader says what is wrong.
    Ron,
    /// A saved session.
    Session,
    /// One customer.
    Profile,
    /// A data dictionary beside a model.
    Dictionary,
    /// How intrusive facts are, in somebody's opinion.
    Weights,
    /// What may be a table of customers: Parquet, JSON that is no model, or text with a delimiter in its first line.
    /// What it is, and the way out where a model was expected.
    Table(&'static str, &'static str),
    /// A model that is not read: what it is, and the way out.
    OtherModel(&'static str, &'static str),
    /// Something else: what it is, and the way out.
    Other(&'static str, &'static str),
}

const OPENS: &str = "Candour opens Candour RON (.ron), XGBoost (.json, .ubj), LightGBM text (.txt), CatBoost (.json, .cbm) and ONNX \
                     tree models (.onnx)";

const DATA: &str = "this is data, not a model: open the model first, then this file beside it";

const XGBOOST_DUMP: &str = "it lacks the base score and the objective: save it with save_model(\"model.json\")";

/// Looks at the first bytes; a file that is something else is named, so that a mistake is plain at once.
pub fn recognise(head: &[u8]) -> Found {
    let bytes = ours::without_mark(head);
    let start = bytes.trim_ascii_start();
    if start.is_empty() {
        return Found::Other("an empty file", OPENS);
    }
    if let Some((what, way)) = signs::foreign(bytes) {
        return Found::Other(what, way.unwrap_or(OPENS));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Found::Other("text in UTF-16", "a model is opened as UTF-8: save it again, or in another editor");
    }
    if signs::is_parquet(bytes) {
        return Found::Table("a Parquet table", DATA);
    }
    if bytes.starts_with(b"\x80\x04") || bytes.starts_with(b"\x80\x05") {
        let hint = "pickles run code when opened; export the model as text instead";
        return Found::OtherModel("a Python pickle model", hint);
    }
    if bytes.starts_with(b"binf") {
        return Found::OtherModel("an XGBoost binary model of before 1.0", "save it again with a current XGBoost");
    }
    if bytes.starts_with(catboost::MAGIC) {
        return Found::Model(Format::CatBoostBinary);
    }
    if onnx::is_onnx(bytes) {
        return Found::Model(Format::Onnx);
    }
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    if ubjson::is_ubjson(bytes) {
        let ours = text.contains("learner");
        return if ours { Found::Model(Format::XgboostUbjson) } else { Found::Other("UBJSON", OPENS) };
    }
    if start.starts_with(b"tree\n") || start.starts_with(b"tree\r\n") {
        return Found::Model(Format::LightGbm);
    }
    if let Some(found) = of_ours(bytes) {
        return found;
    }
    // a bracket followed by what a JSON list may hold; other formats open sections with it
    let list = start.strip_prefix(b"[").and_then(|rest| rest.trim_ascii_start().first().copied());
    if start.starts_with(b"{") || list.is_some_and(|b| b"{[\"-0123456789tfn]".contains(&b)) {
        return of_json(&text);
    }
    of_text(bytes, &text)
}

/// What RON of ours is. Its fields say so, wherever they stand.
fn of_ours(bytes: &[u8]) -> Option<Found> {
    if signs::has_field(bytes, "candour_session") {
        return Some(Found::Session);
    }
    if signs::has_field(bytes, "candour_profile") {
        return Some(Found::Profile);
    }
    if !signs::is_ron(bytes) {
        return None;
    }
    Some(if signs::has_field(bytes, "candour_dictionary") {
        Found::Dictionary
    } else if signs::has_field(bytes, "candour_weights") {
        Found::Weights
    } else if signs::has_field(bytes, "candour:") {
        Found::Model(Format::CandourRon)
    } else {
        Found::Ron
    })
}

fn of_json(text: &str) -> Found {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["\"learner\"", "learner_model_param", "gradient_booster"]) {
        Found::Model(Format::XgboostJson)
    } else if has(&["\"features_info\"", "\"oblivious_trees\"", "\"ctr_data\"", "\"catboost_version_info\""]) {
        Found::Model(Format::CatBoostJson)
    } else if has(&["\"nodeid\""]) && has(&["\"children\""]) {
        Found::OtherModel("an XGBoost model's dump", XGBOOST_DUMP)
    } else if has(&["\"num_tree_per_iteration\""]) {
        let hint = "it lacks what the text has: save it with save_model(\"model.txt\")";
        Found::OtherModel("a LightGBM model's dump", hint)
    } else {
        Found::Table("JSON", OPENS)
    }
}

fn of_text(bytes: &[u8], text: &str) -> Found {
    let head = &bytes[..bytes.len().min(4096)];
    let is_text = std::str::from_utf8(head).map_or_else(|e| e.valid_up_to() > 4000, |_| true) && !head.contains(&0);
    let line = text.lines().next().unwrap_or("");
    if line.starts_with("booster[") {
        Found::OtherModel("an XGBoost model's dump", XGBOOST_DUMP)
    } else if !is_text && ["TreeEnsemble", "ai.onnx.ml"].iter().any(|word| text.contains(word)) {
        Found::Model(Format::Onnx)
    } else if !is_text {
        Found::Other("binary data of an unknown kind", OPENS)
    } else if line.contains([',', ';', '\t']) {
        Found::Table("a table such as CSV", DATA)
    } else {
        Found::Other("text of an unknown kind", OPENS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_texts_are_no_fields() {
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

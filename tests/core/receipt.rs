//! Consent receipts: what is used for what, what was decided, and every blank marked.

use crate::cli::{Folder, json, path, refused, works};

const MODEL: &str = "models/retailer.ron";

fn receipt(who: &str, words: &[&str]) -> String {
    let (model, profile) = (path(MODEL), path(&format!("models/profiles/{who}.ron")));
    let call = ["receipt", &model, "--profile", &profile, "--on", "2026-11-27"];
    works(&[&call[..], words].concat())
}

#[test]
fn says_who_decided_what_and_who_was_never_asked() {
    let maya = receipt("maya", &[]);
    assert!(maya.contains("Of 5 purposes, Maya agreed to 4. Never asked, and its facts are used"), "{maya}");
    let row = |text: &str, words: &str| text.lines().any(|line| line.split_whitespace().eq(words.split_whitespace()));
    assert!(row(&maya, "Payments and fraud prevention legitimate interest never asked 36 months"), "{maya}");
    assert!(row(&maya, "Loyalty programme consent agreed 2025-06-02 24 months"), "{maya}");
    let jonas = receipt("jonas", &[]);
    let jonas = jonas.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(jonas.contains("Refused, and asked for by the model: Payments and fraud prevention."), "{jonas}");
}

#[test]
fn as_json_ld_it_has_a_record_per_consent_and_marks_every_blank() {
    let text = receipt("maya", &["--format", "json-ld"]);
    let file = json(&text);
    assert_eq!(file["@type"], "dpv:ConsentReceipt");
    let records = file["dpv:hasRecordOfActivity"].as_array().expect("records");
    let said = |r: &serde_json::Value| {
        let purpose = r["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"].as_str().expect("its id").to_owned();
        let status = r["dpv:hasConsentStatus"]["@type"].as_str().expect("a status").to_owned();
        (purpose, status, r["dpv:hasConsentStatus"]["dpv:isIndicatedAtTime"].as_str().map(str::to_owned))
    };
    let given = |id: &str, on: &str| (id.to_owned(), "dpv:ConsentGiven".to_owned(), Some(on.to_owned()));
    let consents =
        [("shop", "2025-03-12"), ("newsletter", "2025-03-12"), ("account", "2025-03-12"), ("loyalty", "2025-06-02")];
    assert_eq!(records.iter().map(said).collect::<Vec<_>>(), consents.map(|(id, on)| given(id, on)));
    let periods: Vec<_> = records
        .iter()
        .map(|r| r["dpv:hasProcess"]["dpv:hasStorageCondition"]["dpv:hasDuration"].as_str().expect("a text"))
        .collect();
    assert_eq!(periods, ["P24M", "P12M", "as long as the account", "P24M"]);
    // nobody asked, and it rests on no consent: no record of one
    let [payments] = file["dpv:hasProcess"].as_array().expect("the others").as_slice() else { panic!("one other") };
    assert_eq!(payments["dpv:hasLegalBasis"], "dpv:LegitimateInterest");
    let sensitive = payments["dpv:hasPersonalData"].as_array().expect("facts");
    assert_eq!(sensitive.len(), 4);
    assert!(sensitive.iter().all(|fact| fact["@type"][1] == "dpv:SensitivePersonalData"), "{sensitive:?}");
    for blank in ["dpv:hasDataController", "dpv:hasJurisdiction"] {
        assert!(file[blank]["rdfs:comment"].as_str().expect("a text").starts_with("[blank"), "{blank}");
    }
    assert_eq!(file["rdfs:comment"].as_array().expect("the blanks").len(), 7);
    // no value of hers stands there: she bought 9 times
    assert!(!text.contains(": 9"), "{text}");
}

#[test]
fn the_same_receipt_has_the_same_identifier_and_another_another() {
    let id = |who: &str, on: &str| {
        let (model, profile) = (path(MODEL), path(&format!("models/profiles/{who}.ron")));
        let words = ["receipt", &model, "--profile", &profile, "--on", on, "--format", "json-ld"];
        json(&works(&words))["dpv:hasIdentifier"].as_str().expect("one").to_owned()
    };
    let maya = id("maya", "2026-11-27");
    assert_eq!((maya.len(), &maya[14..15]), (36, "8"), "a UUID of version 8: {maya}");
    assert!("89ab".contains(&maya[19..20]), "of the usual variant: {maya}");
    assert_eq!(maya, id("maya", "2026-11-27"));
    assert_ne!(maya, id("maya", "2026-11-28"));
    assert_ne!(maya, id("jonas", "2026-11-27"));
}

#[test]
fn a_model_without_purposes_and_a_day_that_is_none_are_said() {
    let folder = Folder::new();
    let bare = "(candour: 1, title: \"t\", link: Value, features: [(id: \"age\", kind: Number)], offers: [(id: \"a\")], \
                trees: [(offer: \"a\", feature: [0], below: [3.0], left: [-1], right: [-2], missing: \"R\", \
                leaf: [1.0, 2.0], split_cover: [4.0], leaf_cover: [2.0, 2.0])])";
    let model = folder.write("bare.ron", bare);
    let profile = folder.write("ada.ron", "(candour_profile: 1, name: \"Ada\", values: {\"age\": 4})");
    let bare = works(&["receipt", &model, "--profile", &profile, "--on", "2026-11-27"]);
    assert!(bare.contains("The model's dictionary names no purpose."), "{bare}");
    assert!(bare.contains("Used for no purpose that is named"), "{bare}");
    let (model, maya) = (path(MODEL), path("models/profiles/maya.ron"));
    let wrong = refused(&["receipt", &model, "--profile", &maya, "--on", "2026-02-30"]);
    assert!(wrong.contains("--on \"2026-02-30\": this is no day of the calendar"), "{wrong}");
}

//! A consent receipt as JSON-LD: the information of ISO/IEC TS 27560:2023 in the words of the W3C community group's
//! Data Privacy Vocabulary (DPV 2), as its guide "Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV"
//! (2024-08-01) lays it out. What the standard asks for and no file says is there as a blank, and listed as one.
//!
//! The structs here are the format. The same receipt has the same identifier: a UUID of version 8 (RFC 9562) made of
//! the SHA-256 of what it says.

use serde::Serialize;

use crate::base::{date, digest};
use crate::model::{Basis, Consent, CustomerModel, Sensitivity};
use crate::view::phrase::fact_name;
use crate::view::receipt::{BLANK, Entry, NEVER_ASKED, ReceiptView};

#[derive(Serialize)]
struct Receipt<'a> {
    #[serde(rename = "@context")]
    context: Context,
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "dct:conformsTo")]
    conforms_to: &'static str,
    #[serde(rename = "dpv:hasIdentifier")]
    identifier: String,
    #[serde(flatten)]
    said: Said<'a>,
}

#[derive(Serialize)]
struct Context {
    dpv: &'static str,
    dct: &'static str,
    rdfs: &'static str,
}

/// What the receipt says: what its identifier is made of.
#[derive(Serialize)]
struct Said<'a> {
    #[serde(rename = "dct:created")]
    created: String,
    #[serde(rename = "dpv:hasDataSubject")]
    subject: Subject<'a>,
    #[serde(rename = "dpv:hasDataController")]
    controller: Blank,
    #[serde(rename = "dpv:hasJurisdiction")]
    jurisdiction: Blank,
    #[serde(rename = "dpv:hasRecordOfActivity")]
    records: Vec<Record<'a>>,
    #[serde(rename = "dpv:hasProcess", skip_serializing_if = "Vec::is_empty")]
    processes: Vec<Process<'a>>,
    #[serde(rename = "rdfs:comment")]
    blanks: Vec<String>,
}

#[derive(Serialize)]
struct Subject<'a> {
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "dct:identifier")]
    identifier: &'a str,
}

/// What the standard asks for and the files do not say.
#[derive(Serialize)]
struct Blank {
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "rdfs:comment")]
    comment: &'static str,
}

const fn blank(is: &'static str) -> Blank {
    Blank { is, comment: BLANK }
}

#[derive(Serialize)]
struct Record<'a> {
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "dpv:hasProcess")]
    process: Process<'a>,
    #[serde(rename = "dpv:hasConsentStatus")]
    status: Status,
    #[serde(rename = "dpv:hasConsentControl")]
    control: Blank,
    #[serde(rename = "dpv:hasNotice")]
    notice: Blank,
}

#[derive(Serialize)]
struct Status {
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "dpv:isIndicatedAtTime", skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(rename = "rdfs:comment", skip_serializing_if = "Option::is_none")]
    comment: Option<&'static str>,
}

#[derive(Serialize)]
struct Process<'a> {
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "dpv:hasLegalBasis")]
    basis: Option<&'static str>,
    #[serde(rename = "dpv:hasPurpose")]
    purpose: PurposePart<'a>,
    #[serde(rename = "dpv:hasPersonalData")]
    data: Vec<DataPart<'a>>,
    #[serde(rename = "dpv:hasStorageCondition")]
    storage: Storage<'a>,
    #[serde(rename = "dpv:hasRecipient")]
    recipient: Blank,
}

#[derive(Serialize)]
struct PurposePart<'a> {
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "dct:identifier")]
    identifier: &'a str,
    #[serde(rename = "dct:title")]
    title: &'a str,
    #[serde(rename = "dct:description")]
    description: &'a str,
}

#[derive(Serialize)]
struct DataPart<'a> {
    #[serde(rename = "@type")]
    is: Vec<&'static str>,
    #[serde(rename = "dct:identifier")]
    identifier: &'a str,
    #[serde(rename = "dct:title")]
    title: String,
}

#[derive(Serialize)]
struct Storage<'a> {
    #[serde(rename = "@type")]
    is: &'static str,
    #[serde(rename = "dpv:hasDuration")]
    duration: Duration<'a>,
}

/// How long: a period of ISO 8601 where the dictionary's words are one, else its words.
#[derive(Serialize)]
#[serde(untagged)]
enum Duration<'a> {
    Period(String),
    Words(&'a str),
}

/// Prints a receipt.
pub fn print(model: &CustomerModel, said: &ReceiptView) -> String {
    let (consents, others): (Vec<&Entry>, Vec<&Entry>) =
        said.entries.iter().partition(|e| e.purpose.basis == Basis::Consent || is_decided(e.consent));
    let content = Said {
        created: date::iso(said.on),
        subject: Subject { is: "dpv:DataSubject", identifier: &said.customer },
        controller: blank("dpv:DataController"),
        jurisdiction: blank("dpv:Jurisdiction"),
        records: consents.into_iter().map(|e| record(model, e)).collect(),
        processes: others.into_iter().map(|e| process(model, e)).collect(),
        blanks: said.blanks.iter().map(|what| format!("{BLANK} {what}")).collect(),
    };
    let bytes = serde_json::to_vec(&content).unwrap_or_default();
    let identifier = uuid(&digest::of_bytes(&bytes));
    let receipt = Receipt {
        context: Context {
            dpv: "https://w3id.org/dpv#",
            dct: "http://purl.org/dc/terms/",
            rdfs: "http://www.w3.org/2000/01/rdf-schema#",
        },
        id: format!("urn:uuid:{identifier}"),
        is: "dpv:ConsentReceipt",
        conforms_to: "https://w3id.org/dpv/schema/dpv-27560",
        identifier,
        said: content,
    };
    crate::report::parts_json::print(&receipt)
}

const fn is_decided(consent: Option<Consent>) -> bool {
    matches!(consent, Some(Consent::Granted { .. } | Consent::Refused { .. }))
}

fn record<'a>(model: &'a CustomerModel, entry: &'a Entry) -> Record<'a> {
    let given = |is, day: Option<i32>| Status { is, at: day.map(date::iso), comment: None };
    let status = match entry.consent {
        Some(Consent::Granted { on }) => given("dpv:ConsentGiven", on),
        Some(Consent::Refused { on }) => given("dpv:ConsentRefused", on),
        Some(Consent::NotAsked) => {
            // the vocabulary has no word for it that would not judge
            Status { is: "dpv:ConsentStatus", at: None, comment: Some(NEVER_ASKED) }
        }
        None => Status { is: "dpv:ConsentUnknown", at: None, comment: Some(BLANK) },
    };
    Record {
        is: "dpv:ConsentRecord",
        process: process(model, entry),
        status,
        control: blank("dpv:WithdrawConsent"),
        notice: blank("dpv:ConsentNotice"),
    }
}

fn process<'a>(model: &'a CustomerModel, entry: &'a Entry) -> Process<'a> {
    let purpose = &entry.purpose;
    let data = |f| {
        let feature = model.features().get(f);
        let mut is = vec!["dpv:PersonalData"];
        if feature.sensitivity == Sensitivity::Sensitive {
            is.push("dpv:SensitivePersonalData");
        }
        if feature.inferred {
            is.push("dpv:InferredPersonalData");
        }
        DataPart { is, identifier: &feature.id, title: fact_name(feature) }
    };
    Process {
        is: "dpv:Process",
        basis: match purpose.basis {
            Basis::Unstated => None,
            Basis::Consent => Some("dpv:Consent"),
            Basis::Contract => Some("dpv:Contract"),
            Basis::LegitimateInterest => Some("dpv:LegitimateInterest"),
            Basis::Obligation => Some("dpv:LegalObligation"),
        },
        purpose: PurposePart {
            is: "dpv:Purpose",
            identifier: &purpose.id,
            title: &purpose.label,
            description: if purpose.text.is_empty() { BLANK } else { &purpose.text },
        },
        data: entry.features.iter().map(|&f| data(f)).collect(),
        storage: Storage { is: "dpv:StorageDuration", duration: duration(&purpose.kept) },
        recipient: blank("dpv:Recipient"),
    }
}

/// "24 months" is P24M; what is no such words stays as it is.
fn duration(kept: &str) -> Duration<'_> {
    let unit = |word: &str| match word {
        "day" | "days" => Some('D'),
        "week" | "weeks" => Some('W'),
        "month" | "months" => Some('M'),
        "year" | "years" => Some('Y'),
        _ => None,
    };
    let words = if kept.is_empty() { BLANK } else { kept };
    let period = kept.split_once(' ').and_then(|(n, word)| {
        let n: u32 = n.parse().ok()?;
        Some(format!("P{n}{}", unit(word.trim())?))
    });
    period.map_or(Duration::Words(words), Duration::Period)
}

/// A UUID of version 8 made of the first 16 bytes of a digest in hex.
fn uuid(digest: &str) -> String {
    let mut hex: Vec<char> = digest.chars().take(32).collect();
    hex.resize(32, '0');
    hex[12] = '8';
    let variant = hex[16].to_digit(16).unwrap_or(0) & 3 | 8;
    hex[16] = char::from_digit(variant, 16).unwrap_or('8');
    let part = |from: usize, to: usize| hex[from..to].iter().collect::<String>();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

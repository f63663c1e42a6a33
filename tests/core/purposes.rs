//! What a dictionary says of purposes, and what customers decided about them: read, kept, written, and refused readably.

use candour::data::profile_ron;
use candour::import::{candour_ron, sidecar::Sidecar, sidecar::draft, sidecar::said::Said};
use candour::model::{Basis, Consent, CustomerModel, Nature, OnRefusal, Profile};

use crate::cli::{Folder, path, works};
use crate::common::{bytes, project};

/// A whole model, with places for what is said of purposes, of its feature, and of its offer.
fn text(purposes: &str, feature: &str, offer: &str) -> String {
    format!(
        "(candour: 1, title: \"t\", link: Value, {purposes} features: [(id: \"age\", kind: Number, {feature})], \
         offers: [(id: \"a\", {offer})], trees: [(offer: \"a\", feature: [0], below: [3.0], left: [-1], right: [-2], \
         missing: \"R\", leaf: [1.0, 2.0], split_cover: [4.0], leaf_cover: [2.0, 2.0])])"
    )
}

const TWO: &str = "purposes: [(id: \"ads\", label: \"Advertising\", text: \"To choose ads.\", basis: Consent, \
                   kept: \"24 months\", asked_in: \"consent_ads\"), (id: \"shop\", basis: Contract)],";
const FEATURE: &str = "purpose: \"Advertising\", inferred: true, \
                       intrusive: (weight: 2.5, by: \"the committee\", on: \"2026-03-01\")";
const OFFER: &str = "nature: Burden, needs: [\"Advertising\", \"shop\"], \
                     contact: (channel: \"email\", most: 2, days: 30, counted_in: \"emails_sent_30d\")";

fn read(text: &str) -> CustomerModel {
    candour_ron::read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}")).value
}

fn told(error: &candour::base::Error) -> String {
    format!("{error}; {}", error.hint.as_deref().unwrap_or_default())
}

fn refusal(text: &str) -> String {
    told(&candour_ron::read(text.as_bytes()).map(|_| ()).expect_err(text))
}

fn whole() -> CustomerModel {
    read(&text(&format!("{TWO} on_refusal: NoProfiling(offer: \"a\"),"), FEATURE, OFFER))
}

fn profile(consents: &str) -> Result<Profile, String> {
    let text = format!("(candour_profile: 1, name: \"Ada\", values: {{\"age\": 4}}, consents: {{{consents}}})");
    profile_ron::read(text.as_bytes(), &whole()).map(|read| read.value).map_err(|e| told(&e))
}

/// What of a model these tests are about.
fn said(model: &CustomerModel) -> impl PartialEq + std::fmt::Debug {
    let offers = model.offers().iter().map(|o| (o.nature, o.needs.clone(), o.contact.clone())).collect::<Vec<_>>();
    (model.purposes().clone(), model.features().clone(), offers)
}

#[test]
fn what_a_model_says_of_purposes_is_read_kept_and_written() {
    let model = whole();
    let [ads, shop] = model.purposes().list.as_slice() else { panic!("two purposes") };
    assert_eq!((ads.id.as_str(), ads.label.as_str(), ads.text.as_str()), ("ads", "Advertising", "To choose ads."));
    assert_eq!((ads.basis, ads.kept.as_str(), ads.asked_in.as_str()), (Basis::Consent, "24 months", "consent_ads"));
    assert_eq!((shop.label.as_str(), shop.basis, shop.text.as_str()), ("shop", Basis::Contract, ""));
    assert_eq!(model.purposes().on_refusal, Some(OnRefusal::NoProfiling(model.find_offer("a").expect("it"))));
    let (_, age) = model.features().iter().next().expect("one");
    assert!(age.inferred && ads.has(age) && !shop.has(age));
    let intrusive = age.intrusive.as_ref().expect("it is said");
    assert_eq!((intrusive.weight, intrusive.by.as_str()), (2.5, "the committee"));
    assert_eq!(candour::base::date::iso(intrusive.on), "2026-03-01");
    let offer = &model.offers()[0];
    assert_eq!(offer.nature, Nature::Burden);
    assert_eq!(offer.needs, ["ads", "shop"], "by id, whichever name the file has");
    let contact = offer.contact.as_ref().expect("it is said");
    assert_eq!((contact.channel.as_str(), contact.most, contact.days), ("email", 2, 30));
    assert_eq!(contact.counted_in, "emails_sent_30d");

    let again = read(&candour_ron::write(&model));
    assert_eq!(said(&again), said(&model));
    let dictionary = Sidecar::read(draft(&model, &[]).as_bytes()).expect("a draft reads");
    let bare = read(&text("", "", ""));
    let by_draft = dictionary.apply(vec![("m.ron".into(), bare)]).expect("it fits").value;
    assert_eq!(said(&by_draft), said(&model), "a dictionary says the same");
    let features: Vec<_> = model.features().iter().map(|(_, f)| f.clone()).collect();
    let described = model.described(features, &["A".to_owned()]).expect("as it was");
    assert_eq!(said(&described), said(&model));
}

#[test]
fn purposes_that_do_not_fit_are_refused_with_the_nearest() {
    let cases = [
        (text(TWO, "purpose: \"adds\"", ""), "feature \"age\"", "did you mean \"ads\"?"),
        (text(TWO, "purpose: \"Advertisin\"", ""), "feature \"age\"", "did you mean \"Advertising\"?"),
        (text(TWO, "", "needs: [\"shopp\"]"), "offer \"a\"", "did you mean \"shop\"?"),
        (text("", "", "needs: [\"ads\"]"), "offer \"a\"", "there is no purpose here"),
        (text("purposes: [(id: \"ads\"), (id: \"ads\")],", "", ""), "purpose 1", "stands twice"),
        (
            text("purposes: [(id: \"ads\"), (id: \"b\", label: \"ads\")],", "", ""),
            "purpose 1",
            "names another purpose",
        ),
        (text("purposes: [(id: \"ads\", basis: Consnt)],", "", ""), "line 1", "did you mean \"Consent\"?"),
        (text("purposes: [(id: \"ads\", keptt: \"1\")],", "", ""), "line 1", "did you mean \"kept\"?"),
        (text("on_refusal: NoProfiling(offer: \"b\"),", "", ""), "on_refusal", "the offer names are \"a\""),
        (text("on_refusal: NoProfiling(ofer: \"a\"),", "", ""), "line 1", "did you mean \"offer\"?"),
        (text("", "intrusive: (weight: -1, by: \"us\", on: \"2026-03-01\")", ""), "\"age\"", "from 0 on"),
        (text("", "intrusive: (weight: 1, by: \"us\", on: \"2026-02-30\")", ""), "\"age\"", "2026-03-01"),
        (text("", "intrusive: (weight: 1, by: \" \", on: \"2026-03-01\")", ""), "\"age\"", "whose it is"),
        (text("", "intrusive: (weight: 1, on: \"2026-03-01\")", ""), "line 1", "\"by\" is missing"),
        (text("", "", "contact: (channel: \"email\", most: 0, days: 30)"), "offer \"a\"", "from 1 on"),
    ];
    for (text, place, hint) in cases {
        let error = refusal(&text);
        assert!(error.contains(place) && error.contains(hint), "{error}\n{text}");
    }
}

#[test]
fn free_texts_stay_valid_where_no_purposes_are_listed() {
    let model = read(&text("", "purpose: \"Whatever it is\"", ""));
    assert!(model.purposes().list.is_empty());
    let [only] = &model.purposes_in_use()[..] else { panic!("one text") };
    assert_eq!((only.id.as_str(), only.basis), ("Whatever it is", Basis::Unstated));
}

#[test]
fn what_a_person_says_in_the_window_is_one_of_the_purposes_listed() {
    let model = whole();
    let mut dictionary = Sidecar::read(draft(&model, &[]).as_bytes()).expect("a draft reads");
    let idx = model.features().find("age").expect("it");
    let mut fact = candour::import::sidecar::said::FactSaid::of(model.features().get(idx));
    let mut say = |purpose: &str| {
        fact.purpose = purpose.to_owned();
        let facts = [("age".to_owned(), fact.clone())].into();
        dictionary.say(&Said { facts, ..Said::default() }, &["age"])
    };
    say("shop").expect("listed");
    let error = told(&say("shopp").expect_err("not listed"));
    assert!(error.contains("did you mean \"shop\"?"), "{error}");
    let read = Sidecar::read(dictionary.text("").as_bytes()).expect("it reads");
    let after = read.apply(vec![("m.ron".into(), read_bare())]).expect("it fits").value;
    let (_, age) = after.features().iter().next().expect("one");
    assert_eq!((age.purpose.as_str(), age.inferred), ("shop", true), "what no screen edits stays");
}

fn read_bare() -> CustomerModel {
    read(&text("", "", ""))
}

#[test]
fn what_a_customer_decided_is_read_and_written() {
    let given = profile("\"ads\": Granted(on: \"2026-03-01\"), \"shop\": NotAsked").expect("it reads");
    let day = candour::base::date::day(2026, 3, 1).expect("a day");
    assert_eq!(given.consents.get("ads"), Some(&Consent::Granted { on: Some(day) }));
    assert_eq!(given.consents.get("shop"), Some(&Consent::NotAsked));
    let refused = profile("\"Advertising\": Refused(on: \"2026-03-01\")").expect("by its label");
    assert_eq!(refused.consents.get("ads"), Some(&Consent::Refused { on: Some(day) }));
    for profile in [given, refused] {
        let text = profile_ron::write(&whole(), &profile);
        assert_eq!(profile_ron::read(text.as_bytes(), &whole()).expect("it reads").value, profile);
    }
}

#[test]
fn a_decision_that_is_none_is_refused_and_never_repeated() {
    let cases = [
        ("\"adds\": NotAsked", "consents \"adds\"", "did you mean \"ads\"?"),
        ("\"ads\": Granted(on: \"2026-02-30\")", "consents \"ads\"", "write it as 2026-03-01"),
        ("\"ads\": Refused(on: \"secret\")", "consents \"ads\"", "write it as 2026-03-01"),
        ("\"ads\": NotAsked, \"Advertising\": NotAsked", "consents \"Advertising\"", "keep one of the two"),
        ("\"ads\": Grantd(on: \"2026-03-01\")", "line 1", "did you mean \"Granted\"?"),
        ("\"ads\": Granted(onn: \"2026-03-01\")", "line 1", "did you mean \"on\"?"),
    ];
    for (consents, place, hint) in cases {
        let error = profile(consents).expect_err(consents);
        assert!(error.contains(place) && error.contains(hint), "{error}");
        assert!(!error.contains("2026-02-30") && !error.contains("secret"), "{error}");
    }
}

#[test]
fn a_drafted_dictionary_holds_what_is_known_and_opens_again() {
    let folder = Folder::new();
    let model = folder.path("m.txt");
    std::fs::copy(path("tests/data/lightgbm/lgb_binary_nan/model.txt"), &model).expect("there");
    works(&["inspect", &model, "--save-dictionary"]);
    let dictionary = folder.path("m.candour.ron");
    let text = std::fs::read_to_string(&dictionary).expect("written");
    let said = text.replacen("  features: [", "  purposes: [(id: \"ads\", basis: Consent)],\n  features: [", 1);
    std::fs::write(&dictionary, said).expect("written");
    works(&["inspect", &model]);
}

#[test]
fn the_demonstration_lists_its_purposes_and_its_people_decided() {
    let model = candour_ron::read(&bytes(&project("models/retailer.ron"))).expect("ours").value;
    let ids: Vec<_> = model.purposes().list.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["shop", "newsletter", "account", "payments", "loyalty"]);
    assert!(model.features().iter().all(|(_, f)| model.purposes().find(&f.purpose).is_some_and(|p| p.has(f))));
    let of = |name: &str, purpose: &str| {
        let file = bytes(&project("models/profiles").join(name).with_extension("ron"));
        profile_ron::read(&file, &model).expect("ours").value.consents.get(purpose).copied()
    };
    assert_eq!(of("maya", "payments"), Some(Consent::NotAsked));
    assert!(matches!(of("jonas", "payments"), Some(Consent::Refused { .. })));
    assert!(matches!(of("piet", "newsletter"), Some(Consent::Refused { .. })));
}

#[test]
fn a_table_says_what_its_customers_decided() {
    use candour::data::{Source, Table};
    let model = whole();
    let read = |text: &str| Table::read(&Source::from(text.as_bytes()), &model, &|_| false);
    let table = read("age,consent_ads\n4,yes\n5,NO\n6,\n7,0\n8,1\n9,n/a\n").expect("a table").value;
    let decided: Vec<_> = (0..table.n_rows()).map(|row| table.profile(row).consents.get("ads").copied()).collect();
    let (yes, no) = (Some(Consent::Granted { on: None }), Some(Consent::Refused { on: None }));
    assert_eq!(decided, [yes, no, Some(Consent::NotAsked), no, yes, Some(Consent::NotAsked)]);
    // of the other purpose no column says anything, so nothing is known
    assert!((0..6).all(|row| !table.profile(row).consents.contains_key("shop")));
    assert_eq!(table.matching().asked[0].decided, Some((2, 2)));
    let without = table.without(1).expect("five are left");
    assert_eq!(without.profile(1).consents.get("ads"), Some(&Consent::NotAsked));
    // a table of others' decisions is another table
    let other = read("age,consent_ads\n4,yes\n5,NO\n6,\n7,0\n8,0\n9,n/a\n").expect("a table").value;
    assert_ne!(table.digest(model.features()), other.digest(model.features()));

    let none = read("age\n4\n").expect("a table");
    assert!(none.value.profile(0).consents.is_empty());
    let report = candour::view::matching::report(model.features(), none.value.matching());
    let (_, said) = report.lines.iter().find(|(name, _)| name == "Decisions").expect("a line");
    assert!(said.contains("no column \"consent_ads\"") && said.contains("nothing is taken for granted"), "{said}");
    let error = read("age,consent_ads\n4,yes\n5,secretly\n").expect_err("no decision");
    let text = told(&error);
    assert!(text.contains("row 2, column \"consent_ads\"") && text.contains("yes or no"), "{text}");
    assert!(!text.contains("secretly"), "{text}");
}

#[test]
fn a_decision_without_a_day_is_kept_as_one() {
    let given = profile("\"ads\": Granted()").expect("a profile");
    assert_eq!(given.consents.get("ads"), Some(&Consent::Granted { on: None }));
    let text = profile_ron::write(&whole(), &given);
    let again = profile_ron::read(text.as_bytes(), &whole()).expect("what was written").value;
    assert_eq!(again.consents, given.consents);
    assert!(profile("\"ads\": Granted(on: \"2026-02-30\")").is_err());
}

#[test]
fn the_demonstration_knows_what_everybody_decided() {
    for (file, n) in [("models/retailer_customers.csv", 3000), ("models/retailer_tested.csv", 1000)] {
        let model = CustomerModel::open(project("models/retailer.ron")).expect("it opens");
        let table = candour::Table::open(project(file), &model).expect("it opens");
        for asked in &table.matching().asked {
            let (agreed, refused) = asked.decided.expect("a column");
            assert!(agreed > n / 10 && refused > n / 50 && agreed + refused < n, "{asked:?}");
        }
    }
    // and a receipt says it of a row
    let (model, table) = (path("models/retailer.ron"), path("models/retailer_tested.csv"));
    let text = works(&["receipt", &model, "--profile", &table, "--row", "0", "--on", "2026-11-27"]);
    let line = |what: &str| text.lines().filter(|line| line.starts_with(what)).any(|line| line.contains("agreed"));
    assert!(line("Running the shop") && !text.contains("agreed 2"), "no day is made up: {text}");
}

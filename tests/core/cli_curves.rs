//! `candour curve` and `candour explain --versus` as a person and a program use them.

use candour::ask::{self, Inputs};
use candour::base::OfferIdx;
use candour::data::profile_ron;
use candour::import;
use candour::model::{CustomerModel, Profile, Value};
use candour::score::{Absence, Codes, margins, recommend};

use crate::cli::{Folder, json, keys, number, path, refused, works};
use crate::common::{bytes, project};

fn retailer() -> (CustomerModel, Profile, [String; 2]) {
    let paths = [path("models/retailer.ron"), path("models/profiles/maya.ron")];
    let model = import::load(&bytes(&project("models/retailer.ron")), "x").expect("a model").value;
    let profile = profile_ron::read(&bytes(&project("models/profiles/maya.ron")), &model).expect("a profile").value;
    (model, profile, paths)
}

fn documented(found: &serde_json::Value) {
    let docs = String::from_utf8(bytes(&project("docs/json.md"))).expect("text");
    for key in keys(found) {
        assert!(docs.contains(&format!("`{key}`")), "docs/json.md does not say what `{key}` is");
    }
}

#[test]
fn a_curve_as_json_scores_as_scoring_does_at_every_first_value() {
    let (model, profile, [model_path, profile_path]) = retailer();
    let words =
        ["curve", &model_path, "--profile", &profile_path, "--feature", "basket_avg", "--set", "orders_90d=7"];
    let found = json(&works(&[words.as_slice(), &["--format", "json"]].concat()));
    documented(&found);
    assert_eq!((&found["kind"], &found["feature"]), (&"curve".into(), &"basket_avg".into()));
    assert_eq!(found["changed"][0]["feature"], "orders_90d");
    let find = |id: &str| model.features().find(id).expect("a feature").index();
    let mut values = profile.values;
    values[find("orders_90d")] = Value::Number(7.0);
    let mut now = 0;
    let stretches = found["stretches"].as_array().expect("a list");
    assert!(stretches.len() > 10);
    for stretch in stretches {
        now += usize::from(stretch["now"] == true);
        let value = match (&stretch["first"], &stretch["missing"]) {
            (first, _) if first.is_number() => Value::Number(number(first)),
            (_, missing) if *missing == true => Value::Missing,
            _ => continue,
        };
        values[find("basket_avg")] = value;
        let all = margins(&model, &Codes::of(&model, &values), Absence::ByCover);
        let ranking = recommend(&model, &values, &all);
        let winner = ranking.winner().map(|w| model.offer(w.offer).id.as_str());
        assert_eq!(stretch["recommended"].as_str(), winner, "{value:?}");
        for (offer, said) in model.offer_ids().zip(stretch["offers"].as_array().expect("a list")) {
            let (_, ranked) = ranking.of(offer);
            assert_eq!(number(&said["margin"]).to_bits(), ranked.margin.to_bits(), "{value:?}");
            assert_eq!(number(&said["response"]).to_bits(), ranked.response.to_bits(), "{value:?}");
            assert_eq!(said["barred"].is_null(), ranked.barred_by.is_none(), "{value:?}");
        }
    }
    assert_eq!(now, 1, "the customer is in one of them");
}

#[test]
fn a_map_as_json_is_what_the_library_says() {
    let (model, profile, [model_path, profile_path]) = retailer();
    let words = ["curve", &model_path, "--profile", &profile_path, "--feature", "orders_90d"];
    let words = [words.as_slice(), &["--feature2", "Favourite category", "--format", "json"]].concat();
    let text = works(&words);
    assert_eq!(text.lines().count(), 1, "its tables are long");
    let found = json(&text);
    documented(&found);
    assert_eq!(found["kind"], "map");
    let pair = ["orders_90d", "favourite_category"].map(|id| model.features().find(id).expect("a feature"));
    let inputs = Inputs::new(model.clone(), None).expect("covers");
    let map = ask::map(&inputs, &profile.values, pair, None).expect("two facts");
    let n = map.axes().map(|a| a.places.len());
    assert_eq!([0, 1].map(|k| found["axes"][k]["places"].as_array().map(Vec::len)), n.map(Some));
    assert_eq!(found["axes"][1]["places"][0]["first"], "Beauty");
    for (i, j) in (0..n[0]).flat_map(|i| (0..n[1]).map(move |j| (i, j))) {
        let winner = map.winner(i, j).map(|o| model.offer(o).id.as_str());
        assert_eq!(found["recommended"][i][j].as_str(), winner);
        for (o, (margin, response)) in map.margins(i, j).iter().zip(map.responses(i, j)).enumerate() {
            assert_eq!(number(&found["margins"][o][i][j]).to_bits(), margin.to_bits());
            assert_eq!(number(&found["responses"][o][i][j]).to_bits(), response.to_bits());
        }
    }
    let here = [0, 1].map(|k| found["axes"][k]["now"].as_u64().expect("a place") as usize);
    let all = margins(&model, &Codes::of(&model, &profile.values), Absence::ByCover);
    assert_eq!(map.margins(here[0], here[1]), all, "where the customer is");
}

#[test]
fn curves_and_maps_as_text_say_where_it_switches() {
    let folder = Folder::new();
    let (_, _, [model, profile]) = retailer();
    let words = ["curve", &model, "--profile", &profile, "--feature", "Orders in 90 days"];
    let text = works(&words);
    for part in ["Switches from D to A from 8 on", "● 9", "not known", "Early access to the sale", "cannot tell you"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let map = [words.as_slice(), &["--feature2", "days_since_order"]].concat();
    let text = works(&map);
    for part in ["[A]", "Down: Days since the last order", "23 to", "Win-back voucher", "act differently"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.lines().all(|l| l.chars().count() <= 100), "{text}");
    // a fact that must not be used has no point
    let text = works(&[map.as_slice(), &["--set", "orders_90d=withheld"]].concat());
    assert!(text.contains("must not be used now") && !text.contains("[ ] is now"), "{text}");
    let out = folder.path("curve.txt");
    let none = works(&[words.as_slice(), &["--out", &out]].concat());
    assert!(none.is_empty() && !bytes(std::path::Path::new(&out)).is_empty());
    let text = refused(&["curve", &model, "--profile", &profile, "--feature", "orders"]);
    assert!(text.contains("--feature \"orders\"") && text.contains("orders_90d"), "{text}");
    let same = refused(&[words.as_slice(), &["--feature2", "orders_90d"]].concat());
    assert!(same.contains("the same feature"), "{same}");
}

#[test]
fn the_gap_between_two_offers_adds_up_to_what_decides() {
    let (model, profile, [model_path, profile_path]) = retailer();
    let words = ["explain", &model_path, "--profile", &profile_path, "--offer", "early_access"];
    let pair = [words.as_slice(), &["--versus", "Win-back voucher"]].concat();
    let found = json(&works(&[pair.as_slice(), &["--format", "json"]].concat()));
    documented(&found);
    let versus = &found["versus"];
    assert_eq!((&versus["first"], &versus["second"]), (&"early_access".into(), &"win_back".into()));
    assert_eq!(versus["decided_by"], "rule");
    let all = margins(&model, &Codes::of(&model, &profile.values), Absence::ByCover);
    let ranking = recommend(&model, &profile.values, &all);
    let worth = |id: &str| ranking.of(model.find_offer(id).unwrap_or(OfferIdx(0))).1.worth;
    let (mut sum, mut last) = (0.0, 0.0);
    for line in versus["lines"].as_array().expect("a list") {
        sum += number(&line["amount"]);
        last = number(&line["gap"]);
        assert!((sum - last).abs() < 1e-12, "{line}");
    }
    assert_eq!(last.to_bits(), (worth("early_access") - worth("win_back")).to_bits());
    let rival = json(&works(&[words.as_slice(), &["--format", "json"]].concat()));
    assert!(rival["versus"].is_null() && rival["rival"] == found["rival"], "no field changes its meaning");
    let text = works(&pair);
    for part in
        ["D Early access to the sale and F Win-back voucher side by side", "May be had", "Eligibility decides"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let page = works(&[pair.as_slice(), &["--format", "html"]].concat());
    assert!(
        page.contains("<h2>D Early access to the sale and F Win-back voucher side by side</h2>")
            && page.contains("How firm is this"),
        "{page}"
    );
    let text = refused(&[words.as_slice(), &["--versus", "early_access"]].concat());
    assert!(text.contains("--versus names the offer that is explained"), "{text}");
}

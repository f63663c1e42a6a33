//! Customers by group: bands, what is held back, and that nothing held back can be worked out again.

use candour::ask::Inputs;
use candour::ask::balance::{self, Refusal};
use candour::ask::everybody::{Counter, Counts, EverybodyQuestion, Held, everybody, weights};
use candour::ask::groups::{By, Divided, Division, Key, LEAST, Shown, hold_back, put_together};
use candour::base::FeatureIdx;
use candour::base::progress::Progress;
use candour::import;
use candour::model::CustomerModel;
use candour::open::customers;
use candour::score::{Codes, margins};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::cli::{Folder, refused, works};
use crate::common::{bytes, project};

fn retailer() -> CustomerModel {
    import::load(&bytes(&project("models/retailer.ron")), "model").expect("ours").value
}

fn held(model: &CustomerModel, divisions: Vec<Division>, rows: usize) -> Held {
    let file = bytes(&project("models/retailer_tested.csv"));
    let table = customers::table(&(&file).into(), model).expect("it reads").value;
    let outcomes: Vec<_> = (model.offer_ids())
        .map(|offer| customers::outcome_column(model, &table, offer).and_then(|name| table.extra(&name)))
        .collect();
    let mut held = Held::by(divisions);
    held.add_divided(model, &table, rows, &outcomes).expect("groups");
    held
}

fn by(model: &CustomerModel, id: &str, bands: &[f64]) -> Division {
    Division { by: By::Feature(model.features().find(id).expect("a fact")), bands: bands.to_vec() }
}

#[test]
fn who_feels_it_on_the_demonstration() {
    let model = retailer();
    let divisions = vec![by(&model, "gender", &[]), by(&model, "late_payments_12m", &[1.0])];
    let held = held(&model, divisions, usize::MAX);
    let inputs = Inputs::new(model, None).expect("covers");
    let question =
        EverybodyQuestion { refusal: Refusal::Cover, line: None, weights: weights(inputs.model()).0, least: LEAST };
    let answer = everybody(&inputs, &held, &question, &Progress::default()).expect("it is answered");
    let gender = &answer.by[0];
    let sizes: Vec<u64> = gender.groups.iter().map(|group| group.n).collect();
    assert_eq!(
        (sizes.iter().sum::<u64>(), sizes.contains(&541), sizes.contains(&431)),
        (1000, true, true),
        "{sizes:?}"
    );
    // those who paid late keep their offer in 69 of 100, those on time in 90
    let late = &answer.by[1];
    assert_eq!(late.groups.iter().map(|group| group.n).collect::<Vec<_>>(), [581, 419]);
    let ids = |p: &candour::ask::everybody::Point| p.refused.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    let at = answer.frontier.iter().position(|p| {
        let mut ids = ids(p);
        ids.sort();
        ids == ["account", "payments"]
    });
    let at = at.expect("every set");
    let kept = |group: usize| match late.points[at][group].same {
        Shown::Count(n) => (100.0 * n as f64 / late.groups[group].n as f64).round(),
        shown => panic!("{shown:?}"),
    };
    assert_eq!((kept(0), kept(1)), (90.0, 69.0));
    // groups add up to what is told of all
    let total = |shown: &[candour::ask::everybody::GroupShown]| {
        shown.iter().map(|g| if let Shown::Count(n) = g.same { Some(n) } else { None }).sum::<Option<u64>>()
    };
    for (point, shown) in answer.frontier.iter().zip(&late.points) {
        assert!(total(shown).is_none_or(|sum| sum == point.count.same), "{:?}", ids(point));
    }
    assert_eq!(total(&late.points[at]), Some(816));
}

/// Every count that may be so, from what is shown and the whole: all of what is said to be few must stay open.
#[test]
fn what_is_held_back_cannot_be_worked_out() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    for _ in 0..4000 {
        let least = rng.gen_range(2..6u64);
        let cells: Vec<(u64, u64)> = (0..rng.gen_range(1..5))
            .map(|_| {
                let of = rng.gen_range(0..14u64);
                (rng.gen_range(0..=of), of)
            })
            .collect();
        let shown = hold_back(&cells, None, least);
        let total: u64 = cells.iter().map(|(n, _)| n).sum();
        // what each may be by what is shown of it alone
        let range = |i: usize| {
            let (n, of) = cells[i];
            match shown[i] {
                Shown::Count(_) => n..=n,
                Shown::Few => 1..=(least - 1).min(of),
                Shown::AllButFew => (of + 1).saturating_sub(least)..=of - 1,
                Shown::Withheld => 0..=of,
            }
        };
        let mut may: Vec<std::collections::BTreeSet<u64>> = vec![Default::default(); cells.len()];
        let mut way = vec![0; cells.len()];
        fn all(
            at: usize,
            left: u64,
            range: &dyn Fn(usize) -> std::ops::RangeInclusive<u64>,
            way: &mut Vec<u64>,
            may: &mut [std::collections::BTreeSet<u64>],
        ) {
            if at == may.len() {
                if left == 0 {
                    way.iter().zip(may).for_each(|(n, may)| _ = may.insert(*n));
                }
                return;
            }
            for n in range(at).filter(|n| *n <= left) {
                way[at] = n;
                all(at + 1, left - n, range, way, may);
            }
        }
        all(0, total, &range, &mut way, &mut may);
        for (i, &(n, of)) in cells.iter().enumerate() {
            let small = |n: u64| n > 0 && n < least;
            match shown[i] {
                Shown::Count(said) => assert!(said == n && !small(n) && !small(of - n), "{cells:?} {shown:?}"),
                Shown::Few | Shown::AllButFew => {
                    assert_eq!(
                        may[i].iter().copied().collect::<Vec<_>>(),
                        range(i).collect::<Vec<_>>(),
                        "{cells:?} {shown:?}"
                    );
                }
                Shown::Withheld => {}
            }
        }
        // one alone is never held back: it is what is left of the whole
        let held = shown.iter().filter(|s| !matches!(s, Shown::Count(_))).count();
        let others = cells.iter().filter(|(_, of)| *of > 0).count();
        assert!(held != 1 || others == 1, "{cells:?} {shown:?}");
    }
    // where nothing is small nothing is held back, and with 1 nothing ever is
    assert_eq!(hold_back(&[(20, 40), (15, 30)], None, 11), [Shown::Count(20), Shown::Count(15)]);
    assert_eq!(hold_back(&[(3, 40), (15, 30)], None, 1), [Shown::Count(3), Shown::Count(15)]);
    assert_eq!(hold_back(&[(3, 40), (15, 30), (30, 60)], None, 11), [Shown::Few, Shown::Withheld, Shown::Count(30)]);
}

#[test]
fn small_groups_are_put_together_with_a_neighbour() {
    let sizes = |keys: &[(Key, u64)]| {
        put_together(keys, 11).into_iter().map(|(group, _)| (group.keys.len(), group.n)).collect::<Vec<_>>()
    };
    let band = |at: u32, n: u64| (Key::Band(at), n);
    // the smaller of two neighbours, never the smallest far away
    assert_eq!(sizes(&[band(0, 12), band(1, 40), band(2, 5), band(3, 30)]), [(1, 12), (1, 40), (2, 35)]);
    let level = |at: u32, n: u64| (Key::Level(at), n);
    assert_eq!(sizes(&[level(0, 541), level(1, 431), level(2, 6)]), [(1, 541), (2, 437)]);
    assert_eq!(sizes(&[band(0, 30), band(1, 40), (Key::Unknown, 3)]), [(2, 33), (1, 40)]);
    assert_eq!(sizes(&[level(0, 5), level(1, 4)]), [(2, 9)]);
    assert_eq!(sizes(&[level(0, 5)]), [(1, 5)]);
    // numbers keep their order and come back
    let numbers = [-3.5, -1.0, 0.0, 0.25, 7.0];
    let keys: Vec<Key> = numbers.iter().map(|&x| Key::of_number(x)).collect();
    assert!(keys.windows(2).all(|w| w[0] < w[1]) && Key::of_number(-0.0) == keys[2]);
    assert_eq!(keys.iter().map(|key| key.number().expect("a number")).collect::<Vec<_>>(), numbers);
}

#[test]
fn parts_by_group_add_up_to_the_same_bits() {
    let model = retailer();
    let divisions = vec![by(&model, "age", &[25.0, 60.0]), by(&model, "gender", &[])];
    let told = held(&model, divisions.clone(), 300);
    let inputs = Inputs::new(model, None).expect("covers");
    let counter = |by| {
        let sets = vec![vec![FeatureIdx(0)], vec![FeatureIdx(3)]];
        Counter::new(&inputs, Refusal::Cover, None, sets).expect("covers").by_group(by)
    };
    let count = |range| counter(1).count(&told, range, &Progress::default()).expect("it is counted");
    let whole = count(0..300);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    for _ in 0..3 {
        let (mut at, mut sum) = (0, None::<Counts>);
        while at < 300 {
            let to = 300.min(at + rng.gen_range(1..120usize));
            match &mut sum {
                None => sum = Some(count(at..to)),
                Some(sum) => sum.merge(&count(at..to)).expect("of one question"),
            }
            at = to;
        }
        assert_eq!(sum.expect("some"), whole);
    }
    // by other groups, or for other sets, nothing is added
    let progress = Progress::default();
    let other = held(inputs.model(), vec![by(inputs.model(), "age", &[30.0])], 10);
    assert!(whole.clone().merge(&counter(1).count(&other, 0..10, &progress).expect("counted")).is_err());
    assert!(whole.clone().merge(&counter(2).count(&told, 0..10, &progress).expect("counted")).is_err());
}

#[test]
fn the_command_divides_by_facts_and_by_other_columns() {
    let folder = Folder::new();
    let text = String::from_utf8(bytes(&project("models/retailer_tested.csv"))).expect("text");
    // a column that is no fact: 400 in the north, 5 in the west, 11 unknown; and a number
    let town = |i: usize| match i {
        1..=5 => "West",
        6..=16 => "",
        i if i % 2 == 0 => "North",
        _ => "South",
    };
    let lines = text.lines().enumerate().take(500).map(|(i, line)| match i {
        0 => format!("{line},town,distance"),
        i => format!("{line},{},{}.5", town(i), i),
    });
    let table = folder.write("people.csv", &lines.collect::<Vec<_>>().join("\n"));
    let call = ["balance", "models/retailer.ron", "--data", &table, "--by", "town", "--by", "distance"];
    let call = [&call[..], &["--bands", "distance=100,200.5"]].concat();
    let json: serde_json::Value =
        serde_json::from_str(&works(&[&call[..], &["--format", "json"]].concat())).expect("JSON");
    let sizes = |at: usize| -> Vec<(String, u64)> {
        let groups = json["divided"][at]["groups"].as_array().expect("groups");
        groups
            .iter()
            .map(|g| (g["group"].as_str().expect("a name").to_owned(), g["n"].as_u64().expect("a count")))
            .collect()
    };
    let named = |list: &[(&str, u64)]| list.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(sizes(0), named(&[("North", 241), ("South", 242), ("West or not known", 16)]));
    assert_eq!(sizes(1), named(&[("below 100", 99), ("100 to below 200.5", 100), ("200.5 or more", 300)]));
    let same: u64 = json["frontier"][0]["by"]
        .as_array()
        .expect("groups")
        .iter()
        .take(3)
        .map(|g| g["same"].as_u64().expect("all"))
        .sum();
    assert_eq!(same, 499, "refusing nothing changes nothing");
    assert!(json["purposes"][0]["by"].as_array().is_some_and(|by| by.len() == 6));
    let said = works(&call);
    assert!(said.contains("Who feels it, by town") && said.contains("West or not known"), "{said}");
    assert!(said.contains("are shown together: one of them has fewer than 11 people"), "{said}");
    let said = works(&[&call[..], &["--min-group", "1", "--format", "html"]].concat());
    assert!(said.contains("Small groups are not held back") && said.contains("200.5"), "{said}");
    // numbers without bands, bands of nothing, a column that is not there
    let call = ["balance", "models/retailer.ron", "--data", "models/retailer_tested.csv", "--rows", "50"];
    let told = refused(&[&call[..], &["--by", "age"]].concat());
    assert!(told.contains("--bands COLUMN=25,60"), "{told}");
    let told = refused(&[&call[..], &["--by", "emails_sent_30d", "--bands", "age=25"]].concat());
    assert!(told.contains("--bands \"age\""), "{told}");
    refused(&[&call[..], &["--by", "gendre"]].concat());
    refused(&[&call[..], &["--by", "customer"]].concat());
    refused(&[&call[..], &["--by", "gender", "--bands", "gender=1,2"]].concat());
    refused(&[&call[..], &["--by", "age", "--bands", "age=60,25"]].concat());
}

#[test]
fn a_column_that_is_not_there_is_refused_with_its_name() {
    let model = retailer();
    let file = bytes(&project("models/retailer_tested.csv"));
    let table = customers::table(&(&file).into(), &model).expect("it reads").value;
    let mut divided = Divided::new(vec![Division { by: By::Column("gendre".into()), bands: Vec::new() }]);
    let error = divided.add(&model, &table, 10).expect_err("no such column");
    assert_eq!(error.place, "column \"gendre\"");
    assert!(error.hint.is_some_and(|hint| hint.contains("gender")));
}

/// Pair by pair, each offer's responses with a set refused.
#[test]
fn how_well_responses_tell_who_accepts_is_counted_over_all_pairs() {
    let model = retailer();
    let rows = 120;
    let told = held(&model, Vec::new(), rows);
    let file = bytes(&project("models/retailer_tested.csv"));
    let table = customers::table(&(&file).into(), &model).expect("it reads").value;
    let inputs = Inputs::new(model, None).expect("covers");
    let model = inputs.model();
    let list = model.purposes_in_use();
    let set = balance::facts_of(model, list.iter().find(|p| p.id == "account").expect("a purpose"));
    let counter = Counter::new(&inputs, Refusal::Cover, None, vec![set.clone()]).expect("covers");
    let progress = Progress::default();
    let whole = counter.ranks(&told, 0..rows, &progress).expect("ranked");
    let halves = (counter.ranks(&told, 0..50, &progress), counter.ranks(&told, 50..rows, &progress));
    let halves = (halves.0.expect("ranked"), halves.1.expect("ranked"));
    for offer in model.offer_ids() {
        let name = customers::outcome_column(model, &table, offer).expect("a column");
        let became = table.extra(&name).expect("outcomes");
        for (at, refused) in [Vec::new(), set.clone()].into_iter().enumerate() {
            let response = |row: usize| {
                let mut values = table.row(row);
                refused.iter().for_each(|f| values[f.index()] = candour::model::Value::Withheld);
                model.link().responses(&margins(model, &Codes::of(model, &values), inputs.absence()))[offer.index()]
            };
            let responses: Vec<f64> = (0..rows).map(response).collect();
            let (mut won, mut pairs) = (0.0, 0.0);
            for a in (0..rows).filter(|&a| became[a] == 1.0) {
                for b in (0..rows).filter(|&b| became[b] == 0.0) {
                    pairs += 1.0;
                    won += match responses[a].total_cmp(&responses[b]) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
                }
            }
            let found = &whole[at][offer.index()];
            assert_eq!(found.auc(), (pairs > 0.0).then(|| won / pairs), "{at} {offer:?}");
            let parts = (halves.0[at][offer.index()].clone(), halves.1[at][offer.index()].clone());
            assert_eq!(&parts.1.merged(parts.0).expect("few"), found);
        }
    }
}

#[test]
fn outcomes_may_stand_in_columns_of_any_name() {
    let folder = Folder::new();
    let text = String::from_utf8(bytes(&project("models/retailer_tested.csv"))).expect("text");
    let renamed = text.replacen("accepted_pay_later", "took_it", 1);
    let table = folder.write("people.csv", &renamed);
    let call = ["balance", "models/retailer.ron", "--rows", "60", "--format", "json"];
    let ask = |more: &[&str]| -> serde_json::Value {
        serde_json::from_str(&works(&[&call[..], more].concat())).expect("JSON")
    };
    let as_called = ask(&["--data", "models/retailer_tested.csv"]);
    let named = ask(&["--data", &table, "--outcome", "pay_later=took_it"]);
    assert_eq!(as_called["frontier"], named["frontier"]);
    let auc = &as_called["frontier"][0]["auc_by_offer"];
    assert!(auc.as_array().is_some_and(|list| list.len() == 6), "{auc}");
    let without = ask(&["--data", &table]);
    assert_ne!(without["frontier"], named["frontier"]);
    refused(&[&call[..], &["--data", &table, "--outcome", "pay_later=age"]].concat());
    refused(&[&call[..], &["--data", &table, "--outcome", "took_it"]].concat());
}

/// Counted by hand over the file's own columns.
#[test]
fn who_is_sent_too_much_and_what_nobody_agreed_to() {
    let (_, rows) = crate::cli::csv_of(&crate::cli::path("models/retailer_tested.csv"));
    let (header, _) = crate::cli::csv_of(&crate::cli::path("models/retailer_tested.csv"));
    let column = |name: &str| header.iter().position(|n| n == name).expect("a column");
    let call = ["balance", "models/retailer.ron", "--data", "models/retailer_tested.csv", "--by", "gender"];
    let json: serde_json::Value =
        serde_json::from_str(&works(&[&call[..], &["--format", "json"]].concat())).expect("JSON");
    for purpose in json["purposes"].as_array().expect("purposes") {
        let at = column(&format!("consent_{}", purpose["purpose"].as_str().expect("an id")));
        let is = |word: &str| rows.iter().filter(|row| row[at] == word).count() as u64;
        for (field, word) in [("granted", "yes"), ("refused", "no"), ("not_asked", "")] {
            assert_eq!(purpose[field].as_u64(), Some(is(word)), "{purpose}");
        }
    }
    let sent = column("emails_sent_30d");
    let contact = json["contact"].as_array().expect("offers");
    let sum = |field: &str| contact.iter().map(|c| c[field].as_u64().expect("a count")).sum::<u64>();
    let count = |test: &dyn Fn(&str) -> bool| rows.iter().filter(|row| test(&row[sent])).count() as u64;
    let over = |cell: &str| cell.parse::<f64>().is_ok_and(|n| n >= 4.0);
    assert_eq!((sum("given"), contact.len()), (1000, 6));
    assert_eq!((sum("at_most_already"), sum("not_known")), (count(&over), count(&|cell| cell.is_empty())));
    assert!(sum("at_most_already") > 0);
    let said = works(&call);
    assert!(said.contains("Who would be sent too much") && said.contains("4 messages by email in 30 days"), "{said}");
    assert!(said.contains("Facts that are used, and what was agreed") && said.contains("were never asked"), "{said}");
}

//! Everybody scored, searched, filtered and sorted: the same as one by one, stable, and stopped when asked.

use candour::ask::{
    Crowd, ExplainQuestion, FactTest, Filter, Inputs, Listing, Query, SortBy, Standings, browse, explain,
};
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, Kind, OfferIdx};
use candour::model::{CustomerModel, Value};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{random_model, random_values};

struct Rows(Vec<(String, Vec<Value>)>);

impl Crowd for Rows {
    fn n(&self) -> usize {
        self.0.len()
    }
    fn label(&self, place: usize) -> String {
        self.0[place].0.clone()
    }
    fn value(&self, place: usize, feature: FeatureIdx) -> Value {
        self.0[place].1[feature.index()]
    }
}

fn crowd(seed: u64, n: usize) -> (Inputs, Rows, Standings) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let model = random_model(&mut rng, 7, 12, 4);
    let rows = (0..n).map(|i| (format!("Client {}", i % 97), random_values(&mut rng, &model, 0.05))).collect();
    let inputs = Inputs::new(model, None).expect("the model has covers");
    let rows = Rows(rows);
    let standings = Standings::new(&inputs, &rows, &Progress::default()).expect("nobody stops it");
    (inputs, rows, standings)
}

fn places(listing: &Listing) -> Vec<usize> {
    (0..listing.len()).map(|i| listing.get(i).expect("inside")).collect()
}

fn ask(rows: &Rows, standings: &Standings, query: &Query) -> Vec<usize> {
    places(&browse(rows, Some(standings), query, &Progress::default()).expect("an answer"))
}

fn number(rows: &Rows, place: usize, feature: FeatureIdx) -> Option<f64> {
    match rows.value(place, feature) {
        Value::Number(x) => Some(x),
        _ => None,
    }
}

#[test]
fn everybody_stands_as_their_own_explanation_says() {
    let (inputs, rows, standings) = crowd(1, 700);
    for place in [0, 1, 255, 256, 257, 511, 512, 699] {
        let values = rows.0[place].1.clone();
        let question = ExplainQuestion { original: values.clone(), values, offer: None, line: None };
        let now = explain(&inputs, &question).now;
        let winner = now.winner();
        assert_eq!(standings.offer(place), winner.map(|w| w.offer));
        assert_eq!(standings.response(place).map(f64::to_bits), winner.map(|w| w.response.to_bits()));
        assert_eq!(standings.gap(place).map(f64::to_bits), now.gap().map(f64::to_bits));
    }
}

#[test]
fn filters_are_all_of_and_keep_the_order() {
    let (_, rows, standings) = crowd(2, 1500);
    let (first, choice) = (FeatureIdx(0), FeatureIdx(3));
    let level = Value::Level(1);
    let tests = [
        Filter::Offer(Some(OfferIdx(1))),
        Filter::Fact { feature: first, test: FactTest::AtLeast(-0.5) },
        Filter::Fact { feature: first, test: FactTest::AtMost(1.25) },
        Filter::Fact { feature: choice, test: FactTest::Is(level) },
        Filter::Response { from: -0.4, to: 3.0 },
    ];
    let by_hand = |n: usize| -> Vec<usize> {
        let fits = |p: &usize| {
            let x = number(&rows, *p, first);
            let response = standings.response(*p).expect("no rules bar an offer");
            [
                standings.offer(*p) == Some(OfferIdx(1)),
                x.is_some_and(|x| x >= -0.5),
                x.is_some_and(|x| x <= 1.25),
                rows.value(*p, choice) == level,
                (-0.4..=3.0).contains(&response),
            ][..n]
                .iter()
                .all(|&b| b)
        };
        (0..rows.n()).filter(fits).collect()
    };
    let mut sizes = Vec::new();
    for n in 0..=tests.len() {
        let found = ask(&rows, &standings, &Query { filters: tests[..n].to_vec(), ..Query::default() });
        assert_eq!(found, by_hand(n), "with {n} filters");
        sizes.push(found.len());
    }
    assert!(sizes.windows(2).all(|w| w[1] <= w[0]) && sizes[4] < sizes[0] && sizes[4] > 0, "{sizes:?}");
    let unknown = Filter::Fact { feature: first, test: FactTest::NotKnown };
    let found = ask(&rows, &standings, &Query { filters: vec![unknown], ..Query::default() });
    assert!(!found.is_empty() && found.iter().all(|&p| rows.value(p, first) == Value::Missing));
    let nothing = Query { filters: vec![Filter::Offer(None)], ..Query::default() };
    assert!(ask(&rows, &standings, &nothing).is_empty(), "everybody may get something here");
}

#[test]
fn the_search_reads_labels_in_any_case() {
    let (_, rows, standings) = crowd(3, 600);
    let query = |text: &str| Query { search: text.to_owned(), ..Query::default() };
    let found = ask(&rows, &standings, &query("  cLIENT 42 "));
    assert_eq!(found, (0..600).filter(|i| i % 97 == 42).collect::<Vec<_>>());
    assert_eq!(ask(&rows, &standings, &query("42 client")), found, "words in any order");
    assert!(ask(&rows, &standings, &query("nobody")).is_empty());
    assert_eq!(ask(&rows, &standings, &query("   ")).len(), 600);
}

#[test]
fn sorting_is_stable_and_leaves_the_unknown_last() {
    let (_, rows, standings) = crowd(4, 2000);
    let fact = FeatureIdx(0);
    for descending in [false, true] {
        for sort in [SortBy::Place, SortBy::Label, SortBy::Offer, SortBy::Response, SortBy::Gap, SortBy::Fact(fact)] {
            let found = ask(&rows, &standings, &Query { sort, descending, ..Query::default() });
            let key = |p: usize| match sort {
                SortBy::Place => Some(p as f64),
                SortBy::Label => Some((p % 97) as f64),
                SortBy::Offer => standings.offer(p).map(|o| f64::from(o.0)),
                SortBy::Response => standings.response(p),
                SortBy::Gap => standings.gap(p),
                SortBy::Fact(f) => number(&rows, p, f),
            };
            let mut seen = found.clone();
            seen.sort_unstable();
            assert_eq!(seen, (0..rows.n()).collect::<Vec<_>>(), "{sort:?} loses nobody");
            let mut ties = 0;
            for pair in found.windows(2) {
                match (key(pair[0]), key(pair[1])) {
                    (Some(a), Some(b)) if a == b => {
                        ties += 1;
                        assert!(pair[0] < pair[1], "{sort:?}: equal ones stay as they were opened");
                    }
                    (Some(a), Some(b)) => assert_eq!(a > b, descending, "{sort:?}: {a} before {b}"),
                    (None, None) => assert!(pair[0] < pair[1]),
                    (a, b) => assert!(a.is_some() && b.is_none(), "{sort:?}: the unknown come last"),
                }
            }
            if matches!(sort, SortBy::Fact(_)) {
                assert!(ties > 100 && found.iter().any(|&p| number(&rows, p, fact).is_none()), "the test tests");
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    // enough that work is shared out: see `WALKS_ALONE` and `ROWS_ALONE`
    let n = 45_000;
    let (inputs, rows, standings) = crowd(5, n);
    assert!(n * inputs.model().trees().len() > candour::ask::browse::WALKS_ALONE);
    assert!(n > candour::ask::browse::ROWS_ALONE);
    let query = Query {
        search: "client".into(),
        filters: vec![Filter::Response { from: -1.0, to: 9.0 }],
        sort: SortBy::Gap,
        descending: true,
        line: None,
    };
    let all = ask(&rows, &standings, &query);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let alone = Standings::new(&inputs, &rows, &Progress::default()).expect("nobody stops it");
        assert_eq!(alone, standings);
        assert_eq!(ask(&rows, &alone, &query), all);
    });
    let values = |place: usize| Rows(vec![rows.0[place].clone()]);
    for place in [0, 20_000, 44_999] {
        let one = Standings::new(&inputs, &values(place), &Progress::default()).expect("nobody stops it");
        assert_eq!((one.offer(0), one.gap(0)), (standings.offer(place), standings.gap(place)), "alone or among many");
    }
    let stopped = Progress::default();
    stopped.cancel();
    assert_eq!(Standings::new(&inputs, &rows, &stopped).expect_err("stopped").kind, Kind::Cancelled);
    assert_eq!(browse(&rows, Some(&standings), &query, &stopped).expect_err("stopped").kind, Kind::Cancelled);
}

#[test]
fn it_stops_when_asked_and_refuses_what_it_cannot_answer() {
    let (inputs, rows, standings) = crowd(6, 600);
    let stopped = Progress::default();
    stopped.cancel();
    assert_eq!(Standings::new(&inputs, &rows, &stopped).expect_err("stopped").kind, Kind::Cancelled);
    let query = Query { sort: SortBy::Response, ..Query::default() };
    assert_eq!(browse(&rows, Some(&standings), &query, &stopped).expect_err("stopped").kind, Kind::Cancelled);
    let refused = browse(&rows, None, &query, &Progress::default()).expect_err("not scored");
    assert_eq!(refused.kind, Kind::Question);
    let fewer = Rows(rows.0[..10].to_vec());
    assert!(browse(&fewer, Some(&standings), &query, &Progress::default()).is_err(), "scores of somebody else");
    let by_label = Query { sort: SortBy::Label, ..Query::default() };
    assert!(browse(&rows, None, &by_label, &Progress::default()).is_ok(), "labels need no scores");
    let progress = Progress::default();
    Standings::new(&inputs, &rows, &progress).expect("nobody stops it");
    assert_eq!(progress.read(), (600, 600));
}

#[test]
fn a_place_is_found_again() {
    let (_, rows, standings) = crowd(7, 300);
    let query = Query { sort: SortBy::Response, descending: true, ..Query::default() };
    let listing = browse(&rows, Some(&standings), &query, &Progress::default()).expect("an answer");
    for i in [0, 17, 299] {
        assert_eq!(listing.position(listing.get(i).expect("inside")), Some(i));
    }
    assert_eq!((listing.get(300), listing.total(), listing.position(300)), (None, 300, None));
    let none = Rows(Vec::new());
    let empty = browse(&none, None, &Query::default(), &Progress::default()).expect("an answer");
    assert!(empty.is_empty() && empty.get(0).is_none());
}

/// The demonstration's rules may bar every offer; nobody is dropped then.
#[test]
fn who_may_get_nothing_is_listed_too() {
    use candour::model::{Condition, Rule};
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let model: CustomerModel = {
        let bare = random_model(&mut rng, 5, 4, 3);
        let mut offers = bare.offers().to_vec();
        for offer in &mut offers {
            offer.rules.push(Rule { feature: FeatureIdx(0), condition: Condition::Known, reason: "unknown".into() });
        }
        let features: Vec<_> = bare.features().iter().map(|(_, f)| f.clone()).collect();
        crate::common::builder(features, offers, bare.trees().to_vec()).build().expect("valid")
    };
    let rows: Vec<_> = (0..200).map(|i| (format!("{i}"), random_values(&mut rng, &model, 0.0))).collect();
    let inputs = Inputs::new(model, None).expect("covers");
    let rows = Rows(rows);
    let standings = Standings::new(&inputs, &rows, &Progress::default()).expect("nobody stops it");
    let none = ask(&rows, &standings, &Query { filters: vec![Filter::Offer(None)], ..Query::default() });
    assert!(!none.is_empty());
    assert!(none.iter().all(|&p| rows.value(p, FeatureIdx(0)) == Value::Missing && standings.gap(p).is_none()));
    let sorted = ask(&rows, &standings, &Query { sort: SortBy::Response, descending: true, ..Query::default() });
    assert_eq!(sorted[200 - none.len()..], none[..], "they come last, as they were opened");
}

//! The line of a model with one outcome: every answer stands on it, and none moves it.

use candour::app::{Action, App, session};
use candour::ask::{
    self, Crowd, ExplainQuestion, Filter, Inputs, LineFrom, PlanQuestion, Query, Reach, Sends, Standings, Target,
    browse, own_line,
};
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, OfferIdx};
use candour::explain::exact::Goal;
use candour::import::{self, sidecar};
use candour::model::{ChangeRules, Condition, CustomerModel, Line, Rule, Value};
use candour::score::rank::barred;
use candour::score::{Absence, Codes, margins};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::cli::{Folder, candour, path, refused, works};
use crate::common::{bytes, project, random_model, random_values};

const ONLY: OfferIdx = OfferIdx(0);
const BINARY: &str = "tests/data/lightgbm/lgb_binary_nan/model.txt";

fn alone(rng: &mut Xoshiro256PlusPlus) -> CustomerModel {
    let mut parts = random_model(rng, 5, 8, 4).into_builder();
    parts.offers.truncate(1);
    parts.trees.retain(|tree| tree.offer == ONLY);
    parts.build().expect("still whole")
}

fn response(model: &CustomerModel, values: &[Value]) -> f64 {
    model.link().apply(margins(model, &Codes::of(model, values), Absence::ByCover)[0])
}

/// Whether a customer is sent it, decided by the response alone.
fn is_sent(model: &CustomerModel, values: &[Value], least: f64) -> bool {
    barred(model, ONLY, values).is_none() && response(model, values) >= least
}

#[test]
fn every_answer_stands_on_the_line() {
    let (mut crossed, mut planned, mut mapped) = (0, 0, 0);
    for seed in 0..40 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = alone(&mut rng);
        let inputs = Inputs::new(model.clone(), None).expect("covers");
        let values = random_values(&mut rng, &model, 0.0);
        // lines where customers are, the very response of one among them
        let other = response(&model, &random_values(&mut rng, &model, 0.0));
        for least in [rng.gen_range(0.2..0.8), response(&model, &values), other] {
            let line = Line::at(model.link(), least);
            let question = ExplainQuestion { original: values.clone(), values: values.clone(), offer: None, line };
            let found = ask::explain(&inputs, &question);
            assert_eq!(found.now.winner().is_some(), is_sent(&model, &values, least), "seed {seed}");
            for curve in &found.curves {
                for stretch in curve.stretches.iter().chain(&curve.other).chain([&curve.missing]) {
                    let mut changed = values.clone();
                    changed[curve.feature.index()] = stretch.value;
                    assert_eq!(stretch.winner.is_some(), is_sent(&model, &changed, least), "seed {seed}");
                }
            }
            for switch in &found.switches {
                let mut changed = values.clone();
                changed[switch.feature.index()] = switch.to;
                assert_ne!(is_sent(&model, &changed, least), is_sent(&model, &values, least), "seed {seed}");
                crossed += 1;
            }
            let map = ask::map(&inputs, &values, [FeatureIdx(0), FeatureIdx(1)], line).expect("two facts");
            let [first, second] = map.axes().map(|axis| axis.places.clone());
            for (i, a) in first.iter().enumerate() {
                for (j, b) in second.iter().enumerate() {
                    let mut changed = values.clone();
                    (changed[0], changed[1]) = (a.value, b.value);
                    assert_eq!(map.winner(i, j).is_some(), is_sent(&model, &changed, least), "seed {seed}");
                    mapped += usize::from(map.winner(i, j).is_some() != found.now.winner().is_some());
                }
            }
            let target = Target { offer: None, line };
            let question = PlanQuestion {
                values: values.clone(),
                target,
                rules: ChangeRules::of(&model),
                most_changes: None,
                budget: None,
            };
            let is_above = response(&model, &values) >= least;
            if let Some(plan) = ask::plan(&model, &question, &Progress::default()).expect("an answer").plan {
                assert_ne!(response(&model, &plan.values) >= least, is_above, "seed {seed}");
                planned += 1;
            }
            // what is enough keeps to the same side
            let margin = line.expect("a chance").margin();
            let other = if is_above { Goal::Below(ONLY, margin) } else { Goal::AtLeast(ONLY, margin) };
            assert_eq!(ask::same(&model, &values, target).expect("one outcome"), other, "seed {seed}");
        }
    }
    assert!(crossed > 100 && planned > 50 && mapped > 500, "{crossed} {planned} {mapped}");
}

/// A table as a crowd: values by row, and what became of them.
struct Rows(Vec<Vec<Value>>, Vec<f64>);

impl Crowd for Rows {
    fn n(&self) -> usize {
        self.0.len()
    }

    fn label(&self, place: usize) -> String {
        place.to_string()
    }

    fn value(&self, place: usize, feature: FeatureIdx) -> Value {
        self.0[place][feature.index()]
    }

    fn outcome(&self, place: usize) -> Option<bool> {
        match self.1[place] {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        }
    }
}

#[test]
fn what_a_line_sends_is_what_counting_one_by_one_gives() {
    let (mut on_it, mut barred_ones) = (0, 0);
    for seed in 0..30 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1000 + seed);
        let mut parts = alone(&mut rng).into_builder();
        if seed % 3 == 0 {
            let rule = Rule {
                feature: FeatureIdx(0),
                condition: Condition::AtLeast(-1.0),
                reason: "only from -1".to_owned(),
            };
            parts.offers[0].rules.push(rule);
        }
        let model = parts.build().expect("still whole");
        let inputs = Inputs::new(model.clone(), None).expect("covers");
        let n = rng.gen_range(1..600);
        let rows: Vec<Vec<Value>> = (0..n).map(|_| random_values(&mut rng, &model, 0.0)).collect();
        let outcomes: Vec<f64> = (0..n).map(|_| [0.0, 1.0, f64::NAN, 2.0][rng.gen_range(0..4usize)]).collect();
        let rows = Rows(rows, outcomes);
        let reach = |threads: usize, outcomes: Option<&[f64]>| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let row = |i: usize| rows.0[i].clone();
            pool.install(|| Reach::new(&model, Absence::ByCover, n, row, outcomes, &Progress::default()))
                .expect("nobody stops it")
        };
        let found = reach(1, Some(&rows.1));
        assert!(found == reach(3, Some(&rows.1)), "seed {seed}: as many threads as there are");
        let standings = Standings::new(&inputs, &rows, &Progress::default()).expect("nobody stops it");
        let margin = |i: usize| margins(&model, &Codes::of(&model, &rows.0[i]), Absence::ByCover)[0];
        let may = |i: &usize| barred(&model, ONLY, &rows.0[*i]).is_none();
        barred_ones += (0..n).filter(|i| !may(i)).count();
        assert_eq!((found.n(), found.barred().n), ((0..n).filter(may).count(), (0..n).filter(|i| !may(i)).count()));
        assert_eq!(found.bins().iter().map(|bin| bin.n).sum::<usize>(), found.n(), "everybody stands somewhere");
        assert_eq!(found.bins().iter().map(|bin| bin.had).sum::<usize>(), found.had());
        // between customers, on the very margin of one, and at the response of one
        let links = model.link();
        let at = margin(rng.gen_range(0..n));
        for line in [
            Line::at_margin(links, at),
            Line::at_margin(links, at.next_up()),
            Line::at(links, links.apply(at)).expect("a chance"),
            Line::at(links, rng.gen_range(0.05..0.95)).expect("a chance"),
        ] {
            let sent: Vec<usize> = (0..n).filter(|i| may(i) && line.is_reached(margin(*i))).collect();
            let known = |list: &[usize]| list.iter().filter(|i| rows.outcome(**i).is_some()).count();
            let had = |list: &[usize]| list.iter().filter(|i| rows.outcome(**i) == Some(true)).count();
            let below: Vec<usize> = (0..n).filter(|i| may(i) && !line.is_reached(margin(*i))).collect();
            let counted = Sends { sent: sent.len(), known: known(&sent), had: had(&sent), missed: had(&below) };
            assert_eq!(found.sends(line), counted, "seed {seed}");
            on_it += sent.iter().filter(|i| margin(**i).to_bits() == line.margin().to_bits()).count();
            // without outcomes they are counted only
            let bare = reach(2, None);
            assert!(!bare.has_outcomes());
            assert_eq!(bare.sends(line), Sends { known: 0, had: 0, missed: 0, ..counted });
            // the browser lists the same ones
            let list = |filters: Vec<Filter>| {
                let query = Query { filters, line: Some(line), ..Query::default() };
                let listing = browse(&rows, Some(&standings), &query, &Progress::default()).expect("an answer");
                (0..listing.len()).filter_map(|i| listing.get(i)).collect::<Vec<_>>()
            };
            assert_eq!(list(vec![Filter::Sent(true)]), sent, "seed {seed}");
            assert_eq!(list(vec![Filter::Sent(true), Filter::Outcome(Some(true))]).len(), counted.had);
            assert_eq!(list(vec![Filter::Sent(false)]).len(), n - sent.len());
            assert_eq!(list(vec![Filter::Outcome(None)]).len(), n - known(&(0..n).collect::<Vec<_>>()));
            assert_eq!(standings.n_sent(line), sent.len());
        }
        assert_eq!(found.lower(at), (0..n).filter(|i| may(i) && margin(*i) < at).count(), "ties stand as high");
    }
    assert!(on_it > 30 && barred_ones > 30, "{on_it} {barred_ones}");
}

#[test]
fn the_first_place_is_the_average_and_a_dictionary_moves_it() {
    let model = import::load(&bytes(&project(BINARY)), "model").expect("whole").value;
    let (line, from) = own_line(&model).expect("one outcome");
    assert_eq!(from, LineFrom::Average);
    let nobody = vec![Value::Withheld; model.features().len()];
    let base = margins(&model, &Codes::of(&model, &nobody), Absence::ByCover)[0];
    let average = model.link().apply(base);
    let at = line.response().expect("a chance");
    assert!((at - average).abs() <= 0.005 && format!("{at}").len() <= 5, "{at} of {average}");

    let text = sidecar::draft(&model, &[]).replace("output: 0,", "output: 0, line: 0.125,");
    let models = |model: &CustomerModel| vec![("model.txt".to_owned(), model.clone())];
    let described =
        sidecar::Sidecar::read(text.as_bytes()).and_then(|s| s.apply(models(&model))).expect("fits").value;
    assert_eq!(own_line(&described).map(|(line, from)| (line.response(), from)), Some((Some(0.125), LineFrom::Said)));
    // and is written down again
    assert!(sidecar::draft(&described, &[]).contains("line: 0.125"));

    let wrong = text.replace("line: 0.125", "line: 20.0");
    let error =
        sidecar::Sidecar::read(wrong.as_bytes()).and_then(|s| s.apply(models(&model))).expect_err("no chance");
    assert!(error.to_string().contains("a chance lies between 0 and 1"), "{error}");

    let several = import::load(&bytes(&project("models/retailer.ron")), "retailer").expect("whole").value;
    assert!(own_line(&several).is_none());
    let mut parts = several.into_builder();
    parts.offers[0].line = Some(0.2);
    let error = parts.build().expect_err("several offers");
    assert!(error.to_string().contains("there are several offers"), "{error}");
}

#[test]
fn the_command_line_takes_a_chance() {
    let (model, rows) = (path(BINARY), path("tests/data/lightgbm/lgb_binary_nan/rows.csv"));
    let explain = |at: &str| works(&["explain", &model, "--profile", &rows, "--row", "0", "--threshold", at]);
    let (low, high) = (explain("0.1%"), explain("0.999"));
    assert!(low.contains("Why above the line?") && low.contains("above the line of 0.1\u{a0}%"), "{low}");
    assert!(high.contains("Why below the line?") && high.contains("below the line of 99.9\u{a0}%"), "{high}");
    assert!(!low.contains("nothing can come first"), "{low}");

    let words = ["counterfactual", &model, "--profile", &rows, "--row", "0", "--threshold"];
    let said = |at: &str| works(&[words.as_slice(), &[at]].concat());
    assert!(said("30%").contains("the line of 30\u{a0}%"), "{}", said("30%"));
    let none = candour(&[words.as_slice(), &["130%"]].concat());
    let told = String::from_utf8_lossy(&none.stderr).into_owned();
    assert!(none.status.code() == Some(2) && none.stdout.is_empty(), "{told}");
    assert!(told.contains("error: --threshold") && told.contains("between 0 and 1"), "{told}");

    let (retailer, maya) = (path("models/retailer.ron"), path("models/profiles/maya.ron"));
    let several = refused(&["explain", &retailer, "--profile", &maya, "--threshold", "20%"]);
    assert!(several.contains("several offers"), "{several}");
}

#[test]
fn a_person_moves_it_takes_it_back_and_finds_it_in_the_session() {
    let mut app = App::new(None, std::sync::Arc::new(|| {}), true);
    app.apply(Action::OpenPath(project(BINARY)));
    app.update();
    let at = |app: &App| {
        app.document().and_then(candour::app::Document::line).and_then(Line::response).expect("one outcome")
    };
    let first = at(&app);
    for (gesture, response) in [(Some(1), 0.3), (Some(1), 0.4), (None, 0.25)] {
        app.apply(Action::Line { response: Some(response), gesture });
    }
    // no chance: nothing happens
    app.apply(Action::Line { response: Some(1.5), gesture: None });
    app.update();
    assert_eq!(at(&app), 0.25);
    assert_eq!(app.screen().map(|s| s.measure.response(0.25)), Some("25\u{a0}%".to_owned()));
    assert_eq!(app.desk().history().undo_title(), Some("line to 25\u{a0}%"));

    let folder = Folder::new();
    let document = app.document().expect("open");
    let (tabs, place) = (app.wings().tabs(), app.desk().place());
    let written = session::session(document, app.desk().history(), tabs, place).expect("said");
    let file = std::path::PathBuf::from(folder.path("line.candour"));
    session::save(&written, &file).expect("saved");
    let back = session::restore(&bytes(&file), &file, None, &Progress::default()).expect("restored");
    assert_eq!(back.document.line(), Line::at(document.inputs.model().link(), 0.25));

    // a drag is one step
    app.apply(Action::Undo);
    assert_eq!(at(&app), 0.4);
    app.apply(Action::Undo);
    assert_eq!(at(&app), first);
    app.apply(Action::Redo);
    assert_eq!(at(&app), 0.4);
    app.apply(Action::Line { response: None, gesture: None });
    assert_eq!(at(&app), first);
}

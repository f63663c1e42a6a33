//! What matters over many customers: the same as one by one, the same for any number of threads, and stopped when asked.

use std::path::Path;

use candour::ask::Inputs;
use candour::ask::importance::{CHUNK, Importance, ImportanceQuestion, Parts, QUANTILES, importance};
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, Kind, OfferIdx};
use candour::model::columns::{LEVEL_MISSING, LEVEL_OTHER};
use candour::model::{Column, Columns, CustomerModel, Value};
use candour::score::{Absence, Background, Codes, margins};
use candour::view::importance::ranking;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::cli::{json, keys, number, path, refused, works};
use crate::common::{bytes, project, random_model, random_values, table};

enum Kept {
    Numbers(Vec<f64>),
    Levels(Vec<u32>),
    None,
}

/// Random customers, column by column; the last feature has no column.
struct Crowd(Vec<Kept>, usize);

impl Columns for Crowd {
    fn n_rows(&self) -> usize {
        self.1
    }
    fn column(&self, feature: FeatureIdx) -> Column<'_> {
        match &self.0[feature.index()] {
            Kept::Numbers(list) => Column::Numbers(list),
            Kept::Levels(list) => Column::Levels(list),
            Kept::None => Column::Missing,
        }
    }
}

fn crowd(rng: &mut Xoshiro256PlusPlus, model: &CustomerModel, n: usize) -> Crowd {
    let rows: Vec<Vec<Value>> = (0..n).map(|_| random_values(rng, model, 0.0)).collect();
    let n_features = model.features().len();
    let column = |f: usize| {
        let feature = model.features().get(FeatureIdx::new(f));
        let number = |v: &Value| if let Value::Number(x) = v { *x } else { f64::NAN };
        let level = |v: &Value| match v {
            Value::Level(l) => *l,
            Value::OtherLevel => LEVEL_OTHER,
            _ => LEVEL_MISSING,
        };
        match feature.kind.is_choice() {
            _ if f + 1 == n_features => Kept::None,
            true => Kept::Levels(rows.iter().map(|r| level(&r[f])).collect()),
            false => Kept::Numbers(rows.iter().map(|r| number(&r[f])).collect()),
        }
    };
    Crowd((0..n_features).map(column).collect(), n)
}

fn case(seed: u64, n: usize, background: bool) -> (Inputs, Crowd) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let model = random_model(&mut rng, 9, 14, 4);
    let rows: Vec<Vec<Value>> = (0..20).map(|_| random_values(&mut rng, &model, 0.0)).collect();
    let background = if background { Background::new(&model, rows) } else { None };
    let crowd = crowd(&mut rng, &model, n);
    (Inputs::new(model, background).expect("the model has covers"), crowd)
}

fn ask(inputs: &Inputs, crowd: &Crowd, rows: std::ops::Range<usize>) -> Importance {
    let question = ImportanceQuestion { rows, offer: None };
    importance(inputs, crowd, &question, &Progress::default()).expect("nobody stops it")
}

/// Shares by offer, row and feature, each customer explained alone.
fn one_by_one(inputs: &Inputs, crowd: &Crowd, rows: std::ops::Range<usize>) -> Vec<Vec<Vec<f64>>> {
    let model = inputs.model();
    let of_offer = |offer: OfferIdx| {
        let of_row = |row: usize| {
            let values: Vec<Value> = model.features().iter().map(|(f, _)| crowd.column(f).value(row)).collect();
            let codes = Codes::of(model, &values);
            let margins = margins(model, &codes, inputs.absence());
            inputs.explainer().attribute(&codes, offer, margins[offer.index()]).shares
        };
        rows.clone().map(of_row).collect()
    };
    model.offer_ids().map(of_offer).collect()
}

#[test]
fn means_counts_and_quantiles_are_those_of_the_customers_one_by_one() {
    for (seed, background) in [(1, false), (2, false), (3, true)] {
        let (inputs, crowd) = case(seed, 1300, background);
        assert_eq!(matches!(inputs.absence(), Absence::ByBackground(_)), background);
        for rows in [0..1300, 100..101, 200..1201] {
            let found = ask(&inputs, &crowd, rows.clone());
            let n = rows.len();
            assert_eq!((found.n_rows, found.offers.len()), (n, 2));
            let alone = one_by_one(&inputs, &crowd, rows.clone());
            for (offer, shares) in found.offers.iter().zip(&alone) {
                assert!(offer.residual < 1e-12 && rows.contains(&offer.residual_row));
                let used = inputs.model().features().iter().filter(|(f, _)| inputs.model().uses(*f)).count();
                assert_eq!(offer.features.len(), used);
                let mut total = 0.0;
                for of in &offer.features {
                    let mut list: Vec<f64> = shares.iter().map(|row| row[of.feature.index()]).collect();
                    let mean = |f: &dyn Fn(f64) -> f64| list.iter().map(|x| f(*x)).sum::<f64>() / n as f64;
                    let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(1.0);
                    assert!(near(of.mean_abs, mean(&f64::abs)), "{} {}", of.mean_abs, mean(&f64::abs));
                    assert!(near(of.mean, mean(&|x| x)));
                    total += of.mean_abs;
                    list.sort_by(f64::total_cmp);
                    assert!(near(of.least, list[0]) && near(of.greatest, list[n - 1]));
                    for (q, value) in QUANTILES.iter().zip(of.quantiles) {
                        let exact = list[((q * n as f64).ceil() as usize).max(1) - 1];
                        assert!((value - exact).abs() <= 1e-7 * exact.abs() + 1e-12, "{q}: {value}, not {exact}");
                    }
                    // signs as far as they are above what floating point leaves
                    let sure = |sign: f64| list.iter().filter(|x| **x * sign > 1e-12).count();
                    let may = |sign: f64| list.iter().filter(|x| **x * sign > -1e-12).count();
                    assert!(
                        (sure(1.0)..=may(1.0)).contains(&of.raised) && (sure(-1.0)..=may(-1.0)).contains(&of.lowered)
                    );
                }
                assert!((offer.total - total).abs() < 1e-12);
                assert!(offer.features.windows(2).all(|w| w[0].mean_abs >= w[1].mean_abs), "the greatest first");
            }
        }
    }
}

#[test]
fn everybody_is_counted_once_everywhere() {
    let n = 2 * CHUNK + 37;
    let (inputs, crowd) = case(4, n, false);
    let found = ask(&inputs, &crowd, 0..n);
    let mut seen = [0; 3];
    for of in found.offers.iter().flat_map(|o| &o.features) {
        let in_bins: u32 = of.spread.bins.iter().flat_map(|(_, counts)| counts).sum();
        assert_eq!(in_bins as usize, n);
        assert!(of.raised + of.lowered <= n);
        assert!(of.spread.bins.windows(2).all(|w| w[0].0 < w[1].0), "ascending");
        let third = |i: usize| of.spread.bins.iter().map(|(_, c)| c[i] as usize).sum::<usize>();
        let column = crowd.column(of.feature);
        match &of.parts {
            Parts::One => {
                assert_eq!((column, third(2)), (Column::Missing, n));
                seen[0] += 1;
            }
            Parts::Halves { low_most, high_least, parts } => {
                let Column::Numbers(list) = column else { panic!("{column:?}") };
                assert!(low_most < high_least);
                let part = |x: &f64| if x.is_nan() { 2 } else { usize::from(x >= high_least) };
                for (i, p) in parts.iter().enumerate() {
                    assert_eq!((p.n, third(i)), (list.iter().filter(|x| part(x) == i).count(), p.n));
                }
                let all = parts.iter().map(|p| p.n as f64 * p.mean).sum::<f64>() / n as f64;
                assert!((all - of.mean).abs() < 1e-12);
                seen[1] += 1;
            }
            Parts::Levels(parts) => {
                let Column::Levels(list) = column else { panic!("{column:?}") };
                let n_levels = parts.len() - 2;
                let count = |level: u32| list.iter().filter(|l| **l == level).count();
                for (level, part) in parts[..n_levels].iter().enumerate() {
                    assert_eq!(part.n, count(level as u32));
                }
                assert_eq!([parts[n_levels].n, parts[n_levels + 1].n], [count(LEVEL_OTHER), count(LEVEL_MISSING)]);
                assert_eq!(third(2), n);
                seen[2] += 1;
            }
        }
    }
    assert!(seen.iter().all(|s| *s > 0), "numbers, levels and a fact without a column: {seen:?}");
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let n = CHUNK + 500;
    let (inputs, crowd) = case(5, n, false);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| ask(&inputs, &crowd, 0..n))
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(5));
    let bits = |found: &Importance| {
        let of = found.offers.iter().flat_map(|o| &o.features);
        of.flat_map(|f| [f.mean_abs, f.mean, f.least, f.greatest].map(f64::to_bits)).collect::<Vec<_>>()
    };
    assert_eq!(bits(&one), bits(&with(3)));
}

#[test]
fn one_offer_alone_is_the_same_as_among_all() {
    let (inputs, crowd) = case(6, 700, false);
    let all = ask(&inputs, &crowd, 0..700);
    let question = ImportanceQuestion { rows: 0..700, offer: Some(OfferIdx(1)) };
    let alone = importance(&inputs, &crowd, &question, &Progress::default()).expect("an answer");
    assert_eq!(alone.offers.len(), 1);
    assert_eq!(alone.of(OfferIdx(1)), all.of(OfferIdx(1)));
    assert!(alone.of(OfferIdx(0)).is_none());
}

#[test]
fn it_stops_when_asked_says_how_far_it_is_and_refuses_what_is_not_there() {
    let (inputs, crowd) = case(7, 600, false);
    let progress = Progress::default();
    let question = ImportanceQuestion { rows: 0..600, offer: None };
    importance(&inputs, &crowd, &question, &progress).expect("nobody stops it");
    assert_eq!(progress.read(), (1200, 1200), "once per customer and offer");
    progress.cancel();
    let stopped = importance(&inputs, &crowd, &question, &progress).expect_err("stopped");
    assert_eq!(stopped.kind, Kind::Cancelled);
    for (rows, offer) in [(0..0, None), (0..601, None), (0..600, Some(OfferIdx(2)))] {
        let refused = importance(&inputs, &crowd, &ImportanceQuestion { rows, offer }, &Progress::default());
        assert_eq!(refused.expect_err("refused").kind, Kind::Internal);
    }
}

#[test]
fn it_stops_in_the_midst_of_the_work() {
    let (inputs, crowd) = case(8, 60_000, false);
    let progress = Progress::default();
    let question = ImportanceQuestion { rows: 0..60_000, offer: None };
    let watch = progress.clone();
    let watcher = std::thread::spawn(move || {
        while watch.read().0 == 0 {
            std::thread::yield_now();
        }
        watch.cancel();
    });
    let stopped = importance(&inputs, &crowd, &question, &progress).expect_err("stopped");
    watcher.join().expect("the watcher ends");
    assert_eq!(stopped.kind, Kind::Cancelled);
    let (done, total) = progress.read();
    assert!(done < total, "{done} of {total} were done before it stopped");
}

#[test]
fn the_command_line_says_what_the_window_shows() {
    let paths = ["models/retailer.ron", "models/retailer_customers.csv"].map(path);
    let [model_path, data] = [&paths[0], &paths[1]].map(String::as_str);
    let model = candour::import::load(&bytes(Path::new(model_path)), "x").expect("a model").value;
    let rows = table(Path::new(data), &model);
    let inputs = Inputs::new(model, None).expect("covers");
    let question = ImportanceQuestion { rows: 0..rows.n_rows(), offer: None };
    let answer = importance(&inputs, &rows, &question, &Progress::default()).expect("nobody stops it");
    let words = ["importance", model_path, "--data", data];
    let found = json(&works(&[&words[..], &["--format", "json"]].concat()));
    let docs = String::from_utf8(bytes(&project("docs/json.md"))).expect("text");
    for key in keys(&found) {
        assert!(docs.contains(&format!("`{key}`")), "docs/json.md does not say what `{key}` is");
    }
    assert_eq!((&found["kind"], &found["customers"]), (&"importance".into(), &answer.n_rows.into()));
    assert_eq!(found["offers"].as_array().map(Vec::len), Some(answer.offers.len()));
    let model = inputs.model();
    let same = |value: &serde_json::Value, x: f64| assert_eq!(number(value).to_bits(), x.to_bits(), "{value}");
    for (said, offer) in found["offers"].as_array().expect("a list").iter().zip(&answer.offers) {
        assert_eq!(said["offer"], model.offer(offer.offer).id.as_str());
        same(&said["total"], offer.total);
        same(&said["residual"], offer.residual);
        assert_eq!(said["features"].as_array().map(Vec::len), Some(offer.features.len()));
        for (said, f) in said["features"].as_array().expect("a list").iter().zip(&offer.features) {
            assert_eq!(said["feature"], model.features().get(f.feature).id.as_str());
            same(&said["mean_abs"], f.mean_abs);
            same(&said["part_of_all"], f.mean_abs / offer.total);
            same(&said["mean"], f.mean);
            same(&said["least"], f.least);
            same(&said["greatest"], f.greatest);
            for (name, x) in ["q05", "q25", "q50", "q75", "q95"].iter().zip(f.quantiles) {
                same(&said[name], x);
            }
            assert_eq!((&said["raised"], &said["lowered"]), (&f.raised.into(), &f.lowered.into()));
            let groups = said["groups"].as_array().expect("a list");
            let customers: u64 = groups.iter().map(|g| g["customers"].as_u64().expect("a count")).sum();
            assert_eq!(customers, if groups.is_empty() { 0 } else { answer.n_rows as u64 });
        }
        // the sentences are those of the window
        let view = ranking(&inputs, &answer, offer.offer, Some("retailer_customers.csv"), false).expect("asked");
        let sentences: Vec<&str> =
            said["sentences"].as_array().expect("a list").iter().filter_map(|s| s.as_str()).collect();
        assert_eq!(sentences[..2], [&view.title, &view.over]);
        for sentence in &view.sentences {
            assert!(sentences.contains(&sentence.text().as_str()), "{}", sentence.text());
        }
        // and as text every row that the window shows stands there with its amounts
        let id = &model.offer(offer.offer).id;
        let text = works(&[&words[..], &["--offer", id]].concat());
        for row in &view.rows {
            let line = text.lines().find(|l| l.starts_with(&format!("{}. {}", row.rank, row.label)));
            let line = line.unwrap_or_else(|| panic!("{}: {text}", row.label));
            assert!(line.contains(&row.amount) && line.contains(&row.of_all), "{line}");
        }
    }
    // one offer has the numbers that it has among all
    let one = json(&works(&[&words[..], &["--offer", "early_access", "--format", "json"]].concat()));
    let at = model.find_offer("early_access").expect("it").index();
    assert_eq!(one["offers"][0], found["offers"][at]);
    assert_eq!(one["offers"].as_array().map(Vec::len), Some(1));
    let csv = works(&[&words[..], &["--format", "csv"]].concat());
    assert_eq!(csv, candour::report::importance::csv(model, &answer).expect("numbers"));
    let page = works(&[&words[..], &["--offer", "early_access", "--format", "html"]].concat());
    for part in
        ["<html lang=\"en\">", "role=\"img\"", "scope=\"row\"", "scope=\"col\"", "<h1>What matters most for D"]
    {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn what_cannot_be_asked_of_many_customers_is_refused() {
    let [model, data, maya] =
        ["models/retailer.ron", "models/retailer_customers.csv", "models/profiles/maya.ron"].map(path);
    let text = refused(&["importance", &model, "--data", &data, "--offer", "early_acess"]);
    assert!(text.contains("--offer \"early_acess\"") && text.contains("did you mean \"early_access\"?"), "{text}");
    let text = refused(&["importance", &model, "--data", &maya]);
    assert!(text.contains("expected a table of customers, found a Candour profile"), "{text}");
    let text = refused(&["importance", &model, "--data", &data, "--out", &data]);
    assert!(text.contains("--out names a file that is read"), "{text}");
}

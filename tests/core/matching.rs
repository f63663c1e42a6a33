//! Laws of how tables find their models, on random models and tables: however a column is shuffled, renamed, written
//! or retyped, either the values are those that the library would see, or the refusal names the column. Never others.

use candour::ask::agreement::Outcome;
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, OfferIdx, cityhash};
use candour::data::Table;
use candour::model::tree::LevelSet;
use candour::model::{
    Aggregate, Comparison, CustomerModel, Feature, FeatureKind, Node, Side, Split, Test, Tree, Value,
};
use candour::open::customers;
use candour::score::{Absence, Codes, margins};
use rand::seq::SliceRandom as _;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{builder, offer, random_model, random_values};

/// Labels that are easily taken for each other.
const LABELS: [&str; 22] = [
    "a",
    "a ",
    " a",
    "A",
    "b c",
    "b-c",
    "b_c",
    "1",
    "1.0",
    "01",
    "2",
    "3",
    "-7",
    "0",
    "True",
    "true",
    "False",
    "NA",
    "nan",
    "9007199254740993",
    "9007199254740995",
    "none",
];

/// Which library's rules the model follows.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Library {
    /// Labels as they stand, names as they are.
    Xgboost,
    /// Labels as they stand, blanks in names became underscores.
    LightGbm,
    /// Labels by hash.
    CatBoost,
}

struct World {
    library: Library,
    model: CustomerModel,
    /// What the columns were called in training.
    names: Vec<String>,
    /// By row, by feature: what the library saw.
    rows: Vec<Vec<Value>>,
}

fn world(rng: &mut Xoshiro256PlusPlus) -> World {
    let library = *[Library::Xgboost, Library::LightGbm, Library::CatBoost].choose(rng).expect("one of them");
    let stems = ["income", " Income ", "Average basket", "visits", "member since", "Größe"];
    let n = rng.gen_range(2..=stems.len());
    let names: Vec<String> = stems[..n].iter().map(|&name| name.to_owned()).collect();
    let feature = |name: &String, rng: &mut Xoshiro256PlusPlus| {
        let id = if library == Library::LightGbm { name.replace(' ', "_") } else { name.clone() };
        if rng.gen_bool(0.4) {
            return Feature::bare(id, FeatureKind::Number);
        }
        let n = rng.gen_range(1..6);
        let levels: Vec<String> = LABELS.choose_multiple(rng, n).map(|&label| label.to_owned()).collect();
        let hashes = levels.iter().map(|label| cityhash::level_hash(label)).collect();
        let mut feature = Feature::bare(id, FeatureKind::Choice { levels });
        feature.level_hashes = (library == Library::CatBoost).then_some(hashes);
        feature
    };
    let features: Vec<Feature> = names.iter().map(|name| feature(name, rng)).collect();
    // every feature is asked for
    let trees = features.iter().enumerate().map(|(i, f)| {
        let test = if f.kind.is_choice() {
            Test::In { levels: [0].into_iter().collect::<LevelSet>() }
        } else {
            Test::Below { threshold: 1.5, written: Comparison::Less, rank: 0 }
        };
        let split = Split {
            feature: FeatureIdx::new(i),
            test,
            missing: Side::Left,
            left: candour::base::NodeIdx::new(1),
            right: candour::base::NodeIdx::new(2),
        };
        let leaf = |value| Node::Leaf { value };
        Tree { offer: OfferIdx(0), nodes: vec![Node::Split(split), leaf(1.0), leaf(-1.0)], covers: Vec::new() }
    });
    let trees = trees.collect();
    let model = builder(features, vec![offer("a", 0.0, Aggregate::Sum)], trees).build().expect("a valid model");
    let value = |f: &Feature, rng: &mut Xoshiro256PlusPlus| match rng.gen_range(0..6) {
        // CatBoost takes no cell that is not known
        0 if library != Library::CatBoost || !f.kind.is_choice() => Value::Missing,
        _ if f.kind.is_choice() => Value::Level(rng.gen_range(0..f.levels().len() as u32)),
        k => Value::Number([0.0, 0.0, 1.0, -3.5, 250.0, 0.125][k]),
    };
    let n_rows = rng.gen_range(1..5);
    let rows = (0..n_rows).map(|_| model.features().iter().map(|(_, f)| value(f, rng)).collect()).collect();
    World { library, model, names, rows }
}

/// How a table is written.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Form {
    Csv(char),
    JsonLines,
    JsonList,
}

/// A cell as a program might write it, meaning the same to the library.
fn cell(world: &World, feature: &Feature, value: Value, form: Form, rng: &mut Xoshiro256PlusPlus) -> String {
    let json = !matches!(form, Form::Csv(_));
    let quoted = |text: &str| {
        if json { format!("{text:?}") } else { format!("\"{}\"", text.replace('"', "\"\"")) }
    };
    match value {
        Value::Missing if json => (*["null", "NaN"].choose(rng).expect("one")).to_owned(),
        Value::Missing => (*["", "#N/A", "NULL", "\\N", "<NA>"].choose(rng).expect("one")).to_owned(),
        // booleans of a column that was 1 and 0, and numbers in their forms
        Value::Number(x) if (x == 0.0 || x == 1.0) && rng.gen_bool(0.3) => match (json, x == 1.0) {
            (true, yes) => yes.to_string(),
            (false, true) => (*["True", "TRUE", "true"].choose(rng).expect("one")).to_owned(),
            (false, false) => (*["False", "FALSE", "false"].choose(rng).expect("one")).to_owned(),
        },
        Value::Number(x) if rng.gen_bool(0.3) => format!("{x:?}"),
        Value::Number(x) => x.to_string(),
        Value::Level(level) => {
            let label = feature.levels()[level as usize].as_str();
            let padded = format!(" {label}  ");
            let taken = |text: &str| feature.levels().iter().any(|l| l == text);
            let is_number = label.parse::<i64>().is_ok_and(|x| x.to_string() == label);
            match rng.gen_range(0..6) {
                0 if !taken(&padded) => quoted(&padded),
                1 if !taken(label.trim()) => quoted(label.trim()),
                // JSON has whole numbers and booleans of its own; CatBoost hashes 1 and 0 for those
                2 | 3 if json && is_number => label.to_owned(),
                4 if json && world.library == Library::CatBoost && (label == "1" || label == "0") => {
                    (label == "1").to_string()
                }
                _ => quoted(label),
            }
        }
        _ => unreachable!("no such value is drawn"),
    }
}

/// A name as a program might write it.
fn name(name: &str, rng: &mut Xoshiro256PlusPlus) -> String {
    match rng.gen_range(0..8) {
        0 => name.to_uppercase(),
        1 => format!(" {} ", name.trim()),
        2 => name.trim().to_owned(),
        3 => name.replace(' ', "_"),
        _ => name.to_owned(),
    }
}

fn written(world: &World, rng: &mut Xoshiro256PlusPlus) -> (String, Form) {
    let forms = [Form::Csv(','), Form::Csv(';'), Form::Csv('\t'), Form::Csv('~'), Form::JsonLines, Form::JsonList];
    let form = *forms.choose(rng).expect("one of them");
    let mut order: Vec<usize> = (0..world.names.len()).collect();
    order.shuffle(rng);
    let names: Vec<String> = order.iter().map(|&f| name(&world.names[f], rng)).collect();
    let features: Vec<&Feature> = order.iter().map(|&f| world.model.features().get(FeatureIdx::new(f))).collect();
    let rows: Vec<Vec<String>> = world
        .rows
        .iter()
        .map(|row| order.iter().zip(&features).map(|(&f, of)| cell(world, of, row[f], form, rng)).collect())
        .collect();
    let text = match form {
        Form::Csv(delimiter) => {
            // one column more, so that a row of which nothing is known is still a customer
            let line = |cells: &[String]| cells.join(&delimiter.to_string());
            let mut text = line(&names) + &format!("{delimiter}who\n");
            for (i, row) in rows.iter().enumerate() {
                text += &format!("{}{delimiter}{i}\n", line(row));
            }
            text
        }
        Form::JsonLines | Form::JsonList => {
            let object = |row: &Vec<String>| {
                let fields: Vec<String> = names.iter().zip(row).map(|(n, cell)| format!("{n:?}: {cell}")).collect();
                format!("{{{}}}", fields.join(", "))
            };
            let objects: Vec<String> = rows.iter().map(object).collect();
            if form == Form::JsonLines { objects.join("\n") } else { format!("[{}]", objects.join(",\n")) }
        }
    };
    (text, form)
}

#[test]
fn the_same_values_or_a_refusal_that_names_the_column() {
    let (mut equal, mut refused) = (0, 0);
    for seed in 0..6000 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let world = world(&mut rng);
        let (text, form) = written(&world, &mut rng);
        match Table::read(&text.as_bytes().into(), &world.model, &|_| false) {
            Ok(read) => {
                equal += 1;
                for (row, expected) in world.rows.iter().enumerate() {
                    let found = read.value.row(row);
                    assert_eq!(&found, expected, "seed {seed}, {:?}, {form:?}, row {row} of\n{text}", world.library);
                }
            }
            Err(error) => {
                refused += 1;
                let said = error.to_string();
                let names = said.contains("column ") || said.contains("field ") || said.contains("columns ");
                assert!(names && error.has_hint(), "seed {seed}: {said}\n{text}");
            }
        }
    }
    assert!(equal > 4000, "{equal} equal and {refused} refused: the law is kept by refusing");
    assert!(refused > 50, "{refused} refused: nothing was in doubt");
}

/// Where numbers stand for "not known" and nobody said so, a replay that differs names what agrees, and it does.
#[test]
fn what_a_failed_replay_names_is_what_agrees() {
    let (mut differed, mut named) = (0, 0);
    for seed in 0..400 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut parts = random_model(&mut rng, 3, 4, 3).into_builder();
        parts.offers.truncate(1);
        parts.trees.iter_mut().for_each(|tree| tree.offer = OfferIdx(0));
        for feature in &mut parts.features {
            feature.zero_is_missing = false;
            feature.missing_values.clear();
        }
        let model = parts.build().expect("a valid model");
        // one for all, or one by feature
        let all = [0.0, -999.0, -1e6, 99_999.0];
        let first = *all.choose(&mut rng).expect("one");
        let marker = |f: usize| if seed % 3 == 0 { [-999.0, 99_999.0, -1.0e6][f % 3] } else { first };
        let mut text = "f0,f1,f2,expected_margin\n".to_owned();
        for _ in 0..30 {
            let values = random_values(&mut rng, &model, 0.0);
            let clash = values.iter().enumerate().any(|(f, v)| matches!(v, Value::Number(x) if *x == marker(f)));
            if clash {
                continue;
            }
            let margin = margins(&model, &Codes::of(&model, &values), Absence::ByCover)[0];
            let cell = |(f, v): (usize, &Value)| if let Value::Number(x) = v { *x } else { marker(f) }.to_string();
            let cells: Vec<String> = values.iter().enumerate().map(cell).collect();
            text += &format!("{},{margin}\n", cells.join(","));
        }
        let table = Table::read(&text.as_bytes().into(), &model, &customers::is_kept).expect("it opens").value;
        let hold = |model: &CustomerModel| {
            let found = customers::agreement(model, None, &table, usize::MAX, &Progress::default());
            found.expect("an answer").expect("predictions")
        };
        let found = hold(&model);
        if found.outcome() != Outcome::Differs {
            continue;
        }
        differed += 1;
        let Some(cause) = found.cause else { continue };
        named += 1;
        let mut told = model.clone().into_builder();
        cause.missing.iter().for_each(|&(idx, x)| told.count_as_missing(idx, x));
        assert!(hold(&told.build().expect("a valid model")).holds(), "seed {seed}: {cause:?}");
    }
    assert!(differed > 200, "{differed}: too few models ask for what is not known");
    // one at a time need not lead to all of several, and does nearly always
    assert!(named * 20 >= differed * 19, "{named} of {differed} named");
}

//! The law of every reader, for `damage.rs` and for the fuzz targets in `fuzz/`, which include this file.
//!
//! Whatever the bytes: a reader gives an error that says what and what to do, or something whole. A model that is read
//! scores every customer with finite margins; its responses are numbers, within 0 and 1 where they are chances, and
//! infinite only where the link itself grows past every number (`exp(800)`); every path replays; and it is the same
//! model, bit for bit, once it is saved as Candour RON and opened again. `Err` says how the law was broken.

use candour::app::document::People;
use candour::app::session;
use candour::base::Error;
use candour::data::session_ron::Session;
use candour::data::{Table, profile_ron};
use candour::import::sidecar::Sidecar;
use candour::import::{self, candour_ron};
use candour::model::{CustomerModel, Link, Profile, Value};
use candour::score::{Absence, Codes, margins, recommend, replay};

/// `Ok(None)` where the bytes were refused as they should be.
pub type Verdict<T> = Result<Option<T>, String>;

/// How many customers a model is asked about.
const CUSTOMERS: usize = 8;

fn refused(error: &Error) -> Result<(), String> {
    if error.what.is_empty() || error.to_string().is_empty() {
        return Err("an error without a message".into());
    }
    match &error.hint {
        Some(hint) if !hint.is_empty() => Ok(()),
        None if error.way.is_some() => Ok(()),
        _ => Err(format!("an error without a hint: {error}")),
    }
}

/// The law of models.
pub fn model(bytes: &[u8]) -> Verdict<CustomerModel> {
    match import::load(bytes, "damaged") {
        Err(error) => refused(&error).map(|()| None),
        Ok(read) => {
            whole(&read.value)?;
            Ok(Some(read.value))
        }
    }
}

/// What holds for every model there is.
pub fn whole(model: &CustomerModel) -> Result<(), String> {
    let customers = customers(model);
    let scores = customers.iter().map(|values| scored(model, values)).collect::<Result<Vec<_>, _>>()?;
    let text = candour_ron::write(model);
    let again = import::load(text.as_bytes(), "again").map_err(|e| format!("saved and not read again: {e}"))?.value;
    for (values, before) in customers.iter().zip(scores) {
        let after = scored(&again, values)?;
        if bits(&before) != bits(&after) {
            return Err(format!("margins {before:?}, and {after:?} once it is saved and opened"));
        }
    }
    let same = model.features().iter().eq(again.features().iter())
        && model.offers() == again.offers()
        && model.link() == again.link()
        && model.rank_by() == again.rank_by()
        && model.rounding() == again.rounding()
        && (model.title(), model.description(), model.currency())
            == (again.title(), again.description(), again.currency());
    // nodes may change places in it, once: splits come first, then leaves
    if same && candour_ron::write(&again) == text {
        Ok(())
    } else {
        Err("another model once it is saved and opened".into())
    }
}

fn bits(list: &[f64]) -> Vec<u64> {
    list.iter().map(|x| x.to_bits()).collect()
}

/// Margins that are finite, with everything that follows from them.
fn scored(model: &CustomerModel, values: &[Value]) -> Result<Vec<f64>, String> {
    let margins = margins(model, &Codes::of(model, values), Absence::ByCover);
    if margins.iter().any(|m| !m.is_finite()) {
        return Err(format!("margins that are not finite: {margins:?}"));
    }
    let link = model.link();
    for &response in &link.responses(&margins) {
        let fits = match link {
            Link::Logistic { .. } | Link::Softmax => (0.0..=1.0).contains(&response),
            Link::Exp | Link::SignedSquare => !response.is_nan(),
            Link::Identity { .. } | Link::Softplus | Link::Ranking => response.is_finite(),
        };
        if !fits {
            return Err(format!("a response {response} of {link:?} from margins {margins:?}"));
        }
    }
    let ranked = recommend(model, values, &margins).ranked;
    if ranked.len() != margins.len() || ranked.iter().any(|r| r.worth.is_nan()) {
        return Err("a ranking that is not of numbers, or not of all offers".into());
    }
    let certificate = replay(model, values, Absence::ByCover);
    if !certificate.holds() {
        return Err(format!("a path does not replay: {certificate:?}"));
    }
    Ok(margins)
}

/// Customers at, just below and just above cuts, at both ends of the axis, of every sort of level, and one of whom
/// nothing is known. The same for the same model.
pub fn customers(model: &CustomerModel) -> Vec<Vec<Value>> {
    let mut draw = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = move |n: usize| {
        // a linear congruential generator is random enough to choose with
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) as usize % n.max(1)
    };
    let mut customers = vec![vec![Value::Missing; model.features().len()]];
    for ends in [f64::INFINITY, f64::NEG_INFINITY] {
        let value = |is_choice: bool| if is_choice { Value::OtherLevel } else { Value::Number(ends) };
        customers.push(model.features().iter().map(|(_, f)| value(f.kind.is_choice())).collect());
    }
    while customers.len() < CUSTOMERS {
        let mut values = Vec::with_capacity(model.features().len());
        for (idx, feature) in model.features().iter() {
            let cuts = model.cuts(idx).thresholds();
            values.push(match (next(8), feature.levels().len()) {
                (0, _) => Value::Missing,
                (1, 1..) => Value::OtherLevel,
                (_, levels @ 1..) => Value::Level(next(levels) as u32),
                (1, _) => Value::Number(0.0),
                (2, _) => Value::Number(next(2000) as f64 / 100.0 - 10.0),
                (_, _) if cuts.is_empty() => Value::Number(1.0),
                (way, _) => {
                    let cut = cuts[next(cuts.len())];
                    Value::Number([cut, cut.next_down(), cut.next_up(), cut * 2.0, -cut][way % 5])
                }
            });
        }
        customers.push(values);
    }
    customers
}

/// The law of data dictionaries: what one describes answers as before. `model` stands beside it as "model.json".
pub fn dictionary(bytes: &[u8], model: &CustomerModel) -> Verdict<CustomerModel> {
    let files = |sidecar: &Sidecar| -> Vec<(String, CustomerModel)> {
        let named = sidecar.models().iter().take(3).cloned();
        let named: Vec<String> =
            if sidecar.models().is_empty() { vec!["model.json".into()] } else { named.collect() };
        named.into_iter().map(|name| (name, model.clone())).collect()
    };
    let described = Sidecar::read(bytes).and_then(|sidecar| {
        let files = files(&sidecar);
        Ok((files.len(), sidecar.apply(files)?.value))
    });
    let (n, described) = match described {
        Err(error) => return refused(&error).map(|()| None),
        Ok(described) => described,
    };
    whole(&described)?;
    for values in customers(model) {
        let before = scored(model, &values)?.repeat(n);
        let mut all = values;
        all.resize(described.features().len(), Value::Missing);
        let after = scored(&described, &all)?;
        if bits(&before) != bits(&after) {
            return Err(format!("margins {before:?}, and {after:?} once they are described"));
        }
    }
    Ok(Some(described))
}

/// The law of tables, for a model.
pub fn table(bytes: &[u8], model: &CustomerModel) -> Verdict<Table> {
    let table = match Table::read(&bytes.into(), model, &|name| name.starts_with("expected")) {
        Err(error) => return refused(&error).map(|()| None),
        Ok(read) => read.value,
    };
    if table.n_rows() == 0 {
        return Err("a table without rows".into());
    }
    for row in (0..table.n_rows()).step_by(table.n_rows().div_ceil(CUSTOMERS)).chain([table.n_rows() - 1]) {
        person(&table.profile(row), model).map_err(|e| format!("row {row}: {e}"))?;
    }
    Ok(Some(table))
}

/// The law of profiles, for a model.
pub fn profile(bytes: &[u8], model: &CustomerModel) -> Verdict<Profile> {
    let profile = match profile_ron::read(bytes, model) {
        Err(error) => return refused(&error).map(|()| None),
        Ok(read) => read.value,
    };
    person(&profile, model)?;
    let again = profile_ron::read(profile_ron::write(model, &profile).as_bytes(), model);
    let mut kept = profile.clone();
    // a level that the model does not know has no name to be saved by
    kept.values.iter_mut().filter(|v| **v == Value::OtherLevel).for_each(|v| *v = Value::Missing);
    match again {
        Ok(again) if again.value == kept => Ok(Some(profile)),
        Ok(_) => Err("another profile once it is saved and opened".into()),
        Err(error) => Err(format!("saved and not read again: {error}")),
    }
}

/// The law of sessions, for a model: what is read of one fits the model, and is the same once it is saved again.
pub fn session(bytes: &[u8], model: &CustomerModel) -> Verdict<Session> {
    let read = Session::read(bytes).and_then(|read| {
        let people = People { profiles: session::people(&read, model)?, table: None };
        let session::Resolved { choice, pins: scenarios, .. } = session::resolve(&read, model, &people)?;
        Ok((read, people, choice, scenarios))
    });
    let (read, people, choice, scenarios) = match read {
        Err(error) => return refused(&error).map(|()| None),
        Ok(read) => read,
    };
    let pinned = scenarios.list().iter().map(|s| Profile { values: s.values.clone(), ..Profile::clone(&s.profile) });
    let asked = Profile { values: choice.values.clone(), ..Profile::clone(&choice.profile) };
    for profile in people.profiles.iter().cloned().chain(pinned).chain([asked]) {
        person(&profile, model)?;
    }
    match Session::read(read.text().as_bytes()) {
        Ok(again) if again == read => Ok(Some(read)),
        Ok(_) => Err("another session once it is saved and opened".into()),
        Err(error) => Err(format!("saved and not read again: {error}")),
    }
}

fn person(profile: &Profile, model: &CustomerModel) -> Result<(), String> {
    if profile.values.len() != model.features().len() {
        return Err("not a value for every feature".into());
    }
    for ((_, feature), value) in model.features().iter().zip(&profile.values) {
        let fits = match value {
            Value::Number(x) => !x.is_nan() && !feature.kind.is_choice(),
            Value::Level(level) => (*level as usize) < feature.levels().len(),
            Value::OtherLevel => feature.kind.is_choice(),
            Value::Missing | Value::Withheld => true,
        };
        if !fits {
            return Err(format!("a value that is none of \"{}\"", feature.id));
        }
    }
    // what is withheld is averaged away by covers, which a damaged profile may ask of a model that has none
    if profile.values.contains(&Value::Withheld) && model.trees().iter().any(|t| t.covers.is_empty()) {
        return Ok(());
    }
    scored(model, &profile.values).map(|_| ())
}

//! Groups of customers, as they are called.

use crate::ask::groups::{self, By, Division, Group, Key};
use crate::base::number;
use crate::model::{CustomerModel, Value};
use crate::view::phrase::fact_name;
use crate::view::value;

/// What customers are divided by, as it is called.
pub fn attribute(model: &CustomerModel, by: &By) -> String {
    match by {
        By::Feature(feature) => fact_name(model.features().get(*feature)),
        By::Column(column) => column.clone(),
    }
}

/// What a group is called: "from 25 to below 60", "Man or Other".
pub fn group(model: &CustomerModel, division: &Division, group: &Group) -> String {
    let names: Vec<String> = group.keys.iter().map(|key| one(model, division, key)).collect();
    names.join(" or ")
}

/// What one of its keys is called.
pub fn one(model: &CustomerModel, division: &Division, key: &Key) -> String {
    let said = |x: f64| match division.by {
        By::Feature(feature) => value::value(model.features().get(feature), Value::Number(x)),
        By::Column(_) => number::short(x, 6),
    };
    match key {
        Key::Band(0) => format!("below {}", said(division.bands[0])),
        Key::Band(at) => {
            let low = said(division.bands[*at as usize - 1]);
            let above = division.bands.get(*at as usize);
            above.map_or_else(|| format!("{low} or more"), |&high| format!("{low} to below {}", said(high)))
        }
        Key::Number(_) => said(key.number().unwrap_or_default()),
        Key::Level(level) => match division.by {
            By::Feature(feature) => value::value(model.features().get(feature), Value::Level(*level)),
            By::Column(_) => String::new(),
        },
        Key::Text(text) => text.clone(),
        Key::OtherLevel => "another one".to_owned(),
        Key::Unknown => "not known".to_owned(),
    }
}

/// What a division is called in files.
pub fn id<'a>(model: &'a CustomerModel, division: &'a Division) -> &'a str {
    groups::name(model, &division.by)
}

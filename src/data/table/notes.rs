//! What a reader should know of how a table was read, in sentences. None holds a value of a cell.

use super::matching::{FeatureMatch, How, Matching, Oddity};
use crate::base::number;
use crate::model::{Dictionary, Feature};

/// What a reader should know of how a table was read.
pub(super) fn warnings(features: &Dictionary, matching: &Matching) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(encoding) = matching.encoding
        && encoding.name != "UTF-8"
    {
        let how = if encoding.mark { "its byte order mark says so" } else { "detected" };
        warnings.push(format!("the text is read as {}: {how}", encoding.name));
    }
    if matching.escaped {
        warnings
            .push("quotes inside cells are read as escaped by a backslash: doubled they would not end".to_owned());
    }
    if matching.blank_rows > 0 {
        let lines = number::count(matching.blank_rows, "line without any value was", "lines without any value were");
        warnings.push(format!("{lines} passed over"));
    }
    if matching.decimal_comma == Some(true) {
        warnings.push("numbers are read with a decimal comma".to_owned());
    }
    let of = |how: How| matching.features.iter().zip(features.iter()).filter(move |(m, _)| m.how == how);
    if of(How::Position).next().is_some() {
        warnings.push("the model names no features: columns were taken in their order".to_owned());
    }
    let renamed: Vec<String> = of(How::Spelling)
        .chain(of(How::Repeated))
        .filter_map(|(m, (_, f))| Some(format!("\"{}\" for \"{}\"", m.column.as_deref()?, f.id)))
        .collect();
    if !renamed.is_empty() {
        warnings.push(format!("columns whose names are written otherwise than the model's: {}", renamed.join(", ")));
    }
    let absent: Vec<&str> = of(How::Absent).map(|(_, (_, f))| f.id.as_str()).collect();
    if !absent.is_empty() {
        warnings.push(format!("no column for features the model does not use: {}", absent.join(", ")));
    }
    // a column of the feature's label beside one of its name
    for (_, (_, feature)) in of(How::Name).filter(|(_, (_, f))| f.label != f.id) {
        if matching.unused.contains(&feature.label) || matching.kept.contains(&feature.label) {
            let (label, id) = (&feature.label, &feature.id);
            warnings.push(format!("column \"{label}\" is passed over: \"{id}\" is the same fact, by its name"));
        }
    }
    let coded: Vec<&str> =
        matching.features.iter().filter(|m| m.by_code).filter_map(|m| m.column.as_deref()).collect();
    if !coded.is_empty() {
        warnings.push(format!(
            "cells are codes of levels, counted from 0, in {}: numbers of another meaning would be read wrongly",
            coded.join(", ")
        ));
    }
    let mut told: Vec<&str> = Vec::new();
    for (found, (_, feature)) in matching.features.iter().zip(features.iter()) {
        let FeatureMatch { column: Some(column), unseen, .. } = found else { continue };
        if *unseen > 0 && !told.contains(&column.as_str()) {
            told.push(column);
            let cells = number::count(*unseen, "cell holds", "cells hold");
            let levels = match found.how {
                How::OneHot => "that no feature stands for".to_owned(),
                _ => format!("that is none of the {} levels of \"{}\"", feature.levels().len(), feature.id),
            };
            warnings.push(format!("column \"{column}\": {cells} a value {levels}, read as one the model never saw"));
        }
    }
    let mut told: Vec<(&str, Oddity)> = Vec::new();
    for (found, (_, feature)) in matching.features.iter().zip(features.iter()) {
        let Some(column) = &found.column else { continue };
        for &oddity in &found.oddities {
            if !told.contains(&(column.as_str(), oddity)) {
                told.push((column, oddity));
                warnings.push(format!("column \"{column}\": {}", said(oddity, feature)));
            }
        }
    }
    warnings
}

fn said(oddity: Oddity, feature: &Feature) -> String {
    let cells = |n: usize, one: &str, many: &str| number::count(n, one, many);
    match oddity {
        Oddity::Trimmed(n) => {
            format!("{} a level of \"{}\" but for spaces around it", cells(n, "cell is", "cells are"), feature.id)
        }
        Oddity::Booleans(n) => {
            format!(
                "{} read as 1 and 0, as CatBoost reads booleans",
                cells(n, "true or false is", "cells of true and false are")
            )
        }
        Oddity::Unescaped(n) => {
            let cells = cells(n, "cell is", "cells are");
            format!("{cells} a level of \"{}\" but for backslashes that escape, and read as it", feature.id)
        }
        Oddity::Blank(n) => {
            format!(
                "{} read as the level of \"{}\" without a letter",
                cells(n, "empty cell is", "empty cells are"),
                feature.id
            )
        }
        Oddity::NoneKnown(n) => {
            let cells = cells(n, "cell is not", "cells are none of them");
            format!("{cells} a level that the model asks for: are they written as the model was trained?")
        }
        Oddity::FewKnown { cells: n, of } => {
            format!(
                "{n} of {of} cells are no level that the model asks for: are they written as the model was trained?"
            )
        }
        Oddity::Filled(n) => {
            let cells = cells(n, "cell that is not known is", "cells that are not known are");
            format!("{cells} read as the level that stood for it in training, since CatBoost takes no empty cell")
        }
        Oddity::NoLevel(n) => {
            let cells = cells(n, "cell is", "cells are");
            format!("{cells} not known, and CatBoost takes no such: write the word that stood for it in training")
        }
        Oddity::Outside { cells: n, known } => {
            let (low, high) = feature.range.unwrap_or_default();
            let most = if n * 2 > known { ": is it in another unit?" } else { "" };
            let cells = cells(n, "number is", "numbers are");
            format!(
                "{cells} outside {} to {}, the range of \"{}\"{most}",
                number::short(low, 6),
                number::short(high, 6),
                feature.id
            )
        }
        Oddity::Infinite(n) => format!("{} infinite", cells(n, "number is", "numbers are")),
        Oddity::NoCounts(n) => {
            format!("{} no count, being negative or a fraction", cells(n, "number is", "numbers are"))
        }
        Oddity::FarAhead(n) => {
            let dates = cells(n, "date lies after 2060", "dates lie after 2060");
            format!("{dates}: a spreadsheet counts days from 1900, the model from 1970")
        }
        Oddity::Thousands(n) => {
            let points = cells(n, "number has", "numbers have");
            format!("{points} a point before exactly three digits, read as a decimal point: does it part thousands?")
        }
    }
}

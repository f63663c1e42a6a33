//! What the operators around the trees do: pass columns on, choose some of them, and turn scores into responses.
//!
//! Everything that would change a column before the trees see it, and everything after them that is not exactly one of
//! Candour's links, is declined with a reason; [`flow`](super::flow) decides whether that matters.

use std::rc::Rc;

use super::columns::Columns;
use super::proto::{Attributes, Elem, NodeProto, TensorProto};
use super::scores::{Linear, Scores, Stage};
use super::trees::Label;
use super::value::{Made, Value};
use crate::model::Rounding;

/// The numbers of a constant input.
fn numbers(value: Option<&Option<Value>>) -> Result<Option<Vec<f64>>, String> {
    match value.and_then(Option::as_ref) {
        None => Ok(None),
        Some(Value::Constant(tensor)) => tensor.numbers().map(Some),
        Some(_) => Err("it is controlled by data".into()),
    }
}

/// Whole numbers from an attribute, or from an input as later versions have it.
fn whole(attributes: &Attributes, name: &str, input: Option<&Option<Value>>) -> Result<Option<Vec<i64>>, String> {
    if attributes.has(name) {
        let list = attributes.ints(name);
        return Ok(Some(if list.is_empty() { attributes.int(name).into_iter().collect() } else { list.to_vec() }));
    }
    let Some(list) = numbers(input)? else { return Ok(None) };
    if list.iter().any(|x| x.fract() != 0.0) {
        return Err("positions that are not whole numbers".into());
    }
    Ok(Some(list.into_iter().map(|x| x as i64).collect()))
}

/// A `Constant` node.
pub(super) fn constant(attributes: &Attributes) -> Made {
    let mut tensor = TensorProto::default();
    if let Some(given) = attributes.tensor("value").map_err(|e| e.what)? {
        tensor = given;
    } else if let Some(x) = attributes.float("value_float") {
        (tensor.data_type, tensor.float_data) = (1, vec![x]);
    } else if let Some(x) = attributes.int("value_int") {
        (tensor.data_type, tensor.int64_data) = (7, vec![x]);
    } else if attributes.has("value_floats") {
        let list = attributes.floats("value_floats").to_vec();
        (tensor.data_type, tensor.dims, tensor.float_data) = (1, vec![list.len() as i64], list);
    } else if attributes.has("value_ints") {
        let list = attributes.ints("value_ints").to_vec();
        (tensor.data_type, tensor.dims, tensor.int64_data) = (7, vec![list.len() as i64], list);
    } else {
        return Err("a constant that is no number".into());
    }
    Ok(Value::Constant(Rc::new(tensor)))
}

/// What `Cast` makes of values of a type, as far as numbers stay what they are.
fn cast(attributes: &Attributes, from: Elem) -> Result<Elem, String> {
    let to = attributes.int("to").and_then(|t| i32::try_from(t).ok()).map_or(Elem::Other, Elem::of);
    match (from, to) {
        (_, Elem::F32 | Elem::F64) => Ok(to),
        (Elem::Whole, Elem::Whole) if attributes.int("to") == Some(7) => Ok(to),
        _ => Err("it makes something else than float32 or float64 of numbers".into()),
    }
}

/// Which of n columns an operator takes, in order; `None` for an operator that chooses no columns.
fn chosen(
    op: &str,
    attributes: &Attributes,
    inputs: &[Option<Value>],
    n: usize,
    spare: usize,
) -> Result<Option<Vec<u32>>, String> {
    let column = |i: i64| {
        let at = if i < 0 { i.saturating_add(n as i64) } else { i };
        u32::try_from(at).ok().filter(|&at| (at as usize) < n).ok_or_else(|| format!("there is no column {i}"))
    };
    let list: Vec<u32> = match op {
        "ArrayFeatureExtractor" | "Gather" => {
            if op == "Gather" && !matches!(attributes.int("axis"), Some(1 | -1)) {
                return Err("it chooses rows, not columns".into());
            }
            let list = whole(attributes, "indices", inputs.get(1))?.ok_or("it has no positions")?;
            list.into_iter().map(column).collect::<Result<_, _>>()?
        }
        "Slice" => {
            let starts = whole(attributes, "starts", inputs.get(1))?.ok_or("it has no starts")?;
            let ends = whole(attributes, "ends", inputs.get(2))?.ok_or("it has no ends")?;
            let axes = whole(attributes, "axes", inputs.get(3))?;
            let steps = whole(attributes, "steps", inputs.get(4))?;
            let columns = matches!(axes.as_deref(), Some([1 | -1]));
            if !columns || starts.len() != 1 || ends.len() != 1 || !matches!(steps.as_deref(), None | Some([1])) {
                return Err("it takes another part than columns in a row".into());
            }
            let bound = |i: i64| (if i < 0 { i.saturating_add(n as i64) } else { i }).clamp(0, n as i64) as u32;
            (bound(starts[0])..bound(ends[0])).collect()
        }
        _ => return Ok(None),
    };
    if list.len() > spare {
        return Err("it makes more columns than the limit".into());
    }
    if list.is_empty() { Err("no columns are left".into()) } else { Ok(Some(list)) }
}

/// Whether a change of shape leaves n columns what they are, and whether rows and columns become a list.
fn reshaped(
    node: &NodeProto,
    attributes: &Attributes,
    inputs: &[Option<Value>],
    n: usize,
    flat: bool,
) -> Result<Option<bool>, String> {
    let declined = Err("it moves values between rows and columns".to_owned());
    Ok(Some(match node.op_type.as_str() {
        "Reshape" => match whole(attributes, "shape", inputs.get(1))?.as_deref() {
            Some([-1]) if n == 1 => true,
            Some([-1, columns]) if *columns == n as i64 => false,
            Some([0, columns]) if !flat && (*columns == n as i64 || *columns == -1) => false,
            _ => return declined,
        },
        "Flatten" if !flat && attributes.int("axis").unwrap_or(1) == 1 => false,
        "Squeeze" if n == 1 && !flat => match whole(attributes, "axes", inputs.get(1))?.as_deref() {
            Some([1 | -1]) => true,
            _ => return declined,
        },
        "Unsqueeze" if flat => match whole(attributes, "axes", inputs.get(1))?.as_deref() {
            Some([1 | -1]) => false,
            _ => return declined,
        },
        "Flatten" | "Squeeze" | "Unsqueeze" => return declined,
        _ => return Ok(None),
    }))
}

/// Whether a `Concat` puts columns side by side.
fn side_by_side(attributes: &Attributes) -> Result<(), String> {
    match attributes.int("axis") {
        Some(1 | -1) => Ok(()),
        _ => Err("it does not put columns side by side".into()),
    }
}

/// An operator whose first input is columns.
pub(super) fn of_columns(
    node: &NodeProto,
    attributes: &Attributes,
    columns: &Rc<Columns>,
    inputs: &[Option<Value>],
    spare: usize,
) -> Made {
    let n = columns.list.len();
    let op = node.op_type.as_str();
    if op == "Identity" {
        return Ok(Value::Columns(Rc::clone(columns)));
    }
    let made = |list, elem, flat| Ok(Value::Columns(Rc::new(Columns { list, elem, flat })));
    if op == "Cast" {
        let elem = cast(attributes, columns.elem)?;
        let mut list = columns.list.clone();
        if elem == Elem::F32 {
            list.iter_mut().for_each(|c| c.rounding = Rounding::F32);
        }
        return made(list, elem, columns.flat);
    }
    if op == "Concat" {
        side_by_side(attributes)?;
        let mut list = Vec::new();
        for input in inputs.iter().flatten() {
            match input {
                Value::Columns(c) if c.elem == columns.elem && !c.flat => {
                    if list.len() + c.list.len() > spare {
                        return Err("it makes more columns than the limit".into());
                    }
                    list.extend_from_slice(&c.list);
                }
                Value::Columns(_) => return Err("its inputs are of different types".into()),
                _ => return Err("it adds something that is no column".into()),
            }
        }
        return made(list, columns.elem, false);
    }
    if !columns.flat
        && let Some(picks) = chosen(op, attributes, inputs, n, spare)?
    {
        return made(picks.iter().map(|&p| columns.list[p as usize]).collect(), columns.elem, false);
    }
    if let Some(flat) = reshaped(node, attributes, inputs, n, columns.flat)? {
        return made(columns.list.clone(), columns.elem, flat);
    }
    Err(String::new())
}

/// An operator that works on scores.
pub(super) fn of_scores(node: &NodeProto, attributes: &Attributes, inputs: &[Option<Value>], spare: usize) -> Made {
    let op = node.op_type.as_str();
    if matches!(op, "Add" | "Sub" | "Mul" | "Div" | "Sum") {
        return arithmetic(op, inputs).map(|s| Value::Scores(Rc::new(s)));
    }
    let Some(Value::Scores(scores)) = inputs.first().and_then(Option::as_ref) else {
        return Err("it works on more than scores".into());
    };
    let n = scores.picks.len();
    let made = |scores: Scores| Ok(Value::Scores(Rc::new(scores)));
    let link = |stage: Stage| match scores.stage {
        Stage::Sum => made(scores.with(scores.columns().cloned().collect(), stage)),
        _ => Err("it follows another function of the scores".into()),
    };
    match op {
        "Identity" => return Ok(Value::Scores(Rc::clone(scores))),
        "Cast" => return cast(attributes, Elem::F32).map(|_| Value::Scores(Rc::clone(scores))),
        "Neg" => {
            return arithmetic("Mul", &[inputs[0].clone(), Some(minus_one())]).map(|s| Value::Scores(Rc::new(s)));
        }
        "Sigmoid" => return link(Stage::Logistic),
        "Exp" => return link(Stage::Exp),
        "Softmax" => {
            // both defaults, 1 before version 13 and −1 since, are the columns
            return match attributes.int("axis") {
                None | Some(1 | -1) if !scores.flat => link(Stage::Softmax),
                _ => Err("it does not go over the classes".into()),
            };
        }
        "Normalizer" => {
            let sums = attributes.text("norm").as_deref() == Some("L1");
            return match sums && scores.adds_up_to_one() {
                true => Ok(Value::Scores(Rc::clone(scores))),
                false => Err("it divides by sums that are not known to be 1".into()),
            };
        }
        "ZipMap" => return zip_map(attributes, scores),
        "ArgMax" | "ArgMin" | "TopK" => return Err("it names a class".into()),
        "Concat" => {
            side_by_side(attributes)?;
            let mut all = Vec::new();
            for input in inputs.iter().flatten() {
                match input {
                    Value::Scores(s) if s.stage == scores.stage && !s.flat && s.stage != Stage::Softmax => {
                        if s.size() > spare {
                            return Err("it makes more columns than the limit".into());
                        }
                        all.extend(s.columns().cloned());
                    }
                    _ => return Err("it puts different things side by side".into()),
                }
                if all.len() > spare {
                    return Err("it makes more columns than the limit".into());
                }
            }
            return made(scores.with(all, scores.stage));
        }
        _ => {}
    }
    if !scores.flat
        && let Some(picks) = chosen(op, attributes, inputs, n, spare)?
    {
        let picks = picks.iter().map(|&p| scores.picks[p as usize]).collect();
        return made(Scores { picks, ..(**scores).clone() });
    }
    if let Some(flat) = reshaped(node, attributes, inputs, n, scores.flat)? {
        return made(Scores { flat, ..(**scores).clone() });
    }
    Err(String::new())
}

fn minus_one() -> Value {
    Value::Constant(Rc::new(TensorProto { data_type: 1, float_data: vec![-1.0], ..TensorProto::default() }))
}

/// `ZipMap` puts class labels to columns.
fn zip_map(attributes: &Attributes, scores: &Scores) -> Made {
    let texts = attributes.texts("classlabels_strings");
    let numbers = attributes.ints("classlabels_int64s");
    let mut labels: Vec<Label> = numbers.iter().map(|&n| Label::Number(n)).collect();
    labels.extend(texts.iter().map(|t| Label::Text(String::from_utf8_lossy(t).into_owned())));
    if labels.len() != scores.picks.len() {
        return Err(format!("it has {} labels for {} columns", labels.len(), scores.picks.len()));
    }
    let mut all: Vec<Linear> = (*scores.all).clone();
    for (&pick, label) in scores.picks.iter().zip(labels) {
        all[pick as usize].label = Some(Rc::new(label));
    }
    Ok(Value::Scores(Rc::new(Scores { all: Rc::new(all), ..scores.clone() })))
}

/// Either scores or one number per column (or one for all).
enum Operand<'a> {
    Scores(&'a Scores),
    Numbers(Vec<f64>),
}

/// Sums of scores; scores times, by, plus and minus numbers. Everything stays a sum over trees.
fn arithmetic(op: &str, inputs: &[Option<Value>]) -> Result<Scores, String> {
    let mut operands = Vec::with_capacity(inputs.len());
    for input in inputs {
        operands.push(match input {
            Some(Value::Scores(scores)) => Operand::Scores(scores),
            Some(Value::Constant(tensor)) => {
                let list = tensor.numbers()?;
                // one number, or a row of them: everything else would make new rows
                let row = tensor.dims.last().is_none_or(|&last| last == list.len() as i64);
                if list.is_empty() || list.iter().any(|x| !x.is_finite()) || !(row || list.len() == 1) {
                    return Err("its numbers are no row of finite ones".into());
                }
                Operand::Numbers(list)
            }
            _ => return Err("it works on more than scores and numbers".into()),
        });
    }
    let mut operands = operands.into_iter();
    let mut sum: Option<Operand<'_>> = operands.next();
    let mut made: Option<Scores> = None;
    for next in operands {
        let left = match &made {
            Some(scores) => Operand::Scores(scores),
            None => sum.take().ok_or("it has no input")?,
        };
        made = Some(two(op, &left, &next)?);
    }
    match (made, sum) {
        (Some(scores), _) => Ok(scores),
        (None, Some(Operand::Scores(scores))) if op == "Sum" => Ok(scores.clone()),
        _ => Err("it has one input, expected two".into()),
    }
}

fn two(op: &str, a: &Operand<'_>, b: &Operand<'_>) -> Result<Scores, String> {
    match (a, b) {
        (Operand::Numbers(_), Operand::Numbers(_)) => Err("it works on numbers alone".into()),
        (Operand::Scores(a), Operand::Scores(b)) => {
            let plain = a.stage == Stage::Sum && b.stage == Stage::Sum;
            if !plain || a.picks.len() != b.picks.len() || a.flat != b.flat {
                return Err("it joins scores that cannot be added".into());
            }
            let factor = match op {
                "Add" | "Sum" => 1.0,
                "Sub" => -1.0,
                _ => return Err("it multiplies or divides scores by scores".into()),
            };
            let all = a.columns().zip(b.columns()).map(|(x, y)| x.plus(&y.scaled(factor, 0.0))).collect();
            Ok(Scores { classes: a.classes && b.classes, ..a.with(all, Stage::Sum) })
        }
        (Operand::Scores(scores), Operand::Numbers(list)) => {
            let all = per_column(scores, list, |x| match op {
                "Add" | "Sum" => Ok((1.0, x)),
                "Sub" => Ok((1.0, -x)),
                "Mul" => Ok((x, 0.0)),
                _ if x == 0.0 => Err("it divides by zero".into()),
                _ => Ok((1.0 / x, 0.0)),
            })?;
            Ok(all)
        }
        (Operand::Numbers(list), Operand::Scores(scores)) => per_column(scores, list, |x| match op {
            "Add" | "Sum" => Ok((1.0, x)),
            "Sub" => Ok((-1.0, x)),
            "Mul" => Ok((x, 0.0)),
            _ => Err("it divides by scores".into()),
        }),
    }
}

/// Each column times a factor plus a constant; behind the exponential a positive factor is a constant before it.
fn per_column(
    scores: &Scores,
    list: &[f64],
    step: impl Fn(f64) -> Result<(f64, f64), String>,
) -> Result<Scores, String> {
    let n = scores.picks.len();
    if list.len() != 1 && list.len() != n {
        return Err(format!("{} numbers for {n} columns", list.len()));
    }
    let steps: Vec<(f64, f64)> =
        (0..n).map(|i| step(list[if list.len() == 1 { 0 } else { i }])).collect::<Result<_, _>>()?;
    if steps.iter().all(|&s| s == (1.0, 0.0)) {
        return Ok(scores.clone());
    }
    let mut all = Vec::with_capacity(n);
    for (column, &(factor, plus)) in scores.columns().zip(&steps) {
        all.push(match scores.stage {
            Stage::Sum => column.scaled(factor, plus),
            Stage::Exp if factor > 0.0 && plus == 0.0 => column.scaled(1.0, factor.ln()),
            // one minus a chance is the chance of the opposite
            Stage::Logistic if factor == -1.0 && plus == 1.0 => column.scaled(-1.0, 0.0),
            _ => return Err("it changes chances".into()),
        });
    }
    Ok(scores.with(all, scores.stage))
}

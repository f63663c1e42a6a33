//! ONNX's messages, as far as tree models need them: bytes in, plain values out.
//!
//! Field numbers and types are facts of the ONNX schema (`onnx-ml.proto`, IR version 14, ONNX 1.23; IR versions 3 and
//! up use the same numbers). Lists of messages are kept as bytes and decoded one by one, so that a file cannot ask for
//! much more memory than it has bytes. Nothing here recurses; prost limits nesting itself.

use prost::Message;
use prost::bytes::Bytes;
use prost::encoding::{DecodeContext, decode_key, skip_field};

use crate::base::{Error, Kind, Result};
use crate::model::builder::OFFERS_MAX;

/// The most nodes a graph may have.
pub(super) const GRAPH_NODES_MAX: usize = 20_000;
/// The most tensors and inputs a graph may carry.
const GRAPH_VALUES_MAX: usize = 200_000;
/// The most outputs a graph may have: each offer's own, twice, and some beside.
const OUTPUTS_MAX: usize = 2 * OFFERS_MAX + 100;
/// The most sets of operators a file may name.
const OPSETS_MAX: usize = 1_000;
/// The most attributes a node may have.
const ATTRIBUTES_MAX: usize = 1_000;

/// The file.
#[derive(Clone, PartialEq, Message)]
pub(super) struct ModelProto {
    #[prost(int64, optional, tag = "1")]
    pub ir_version: Option<i64>,
    #[prost(string, tag = "2")]
    pub producer_name: String,
    #[prost(string, tag = "3")]
    pub producer_version: String,
    #[prost(bytes = "bytes", optional, tag = "7")]
    pub graph: Option<Bytes>,
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OpsetProto>,
}

/// Which version of a family of operators the file uses.
#[derive(Clone, PartialEq, Message)]
pub(super) struct OpsetProto {
    #[prost(string, tag = "1")]
    pub domain: String,
    #[prost(int64, tag = "2")]
    pub version: i64,
}

/// Nodes, constants, inputs and outputs; each still as bytes.
#[derive(Clone, PartialEq, Message)]
pub(super) struct GraphProto {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub node: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "5")]
    pub initializer: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "11")]
    pub input: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "12")]
    pub output: Vec<Bytes>,
}

/// One operator at work.
#[derive(Clone, PartialEq, Message)]
pub(super) struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    #[prost(string, tag = "3")]
    pub name: String,
    #[prost(string, tag = "4")]
    pub op_type: String,
    #[prost(bytes = "bytes", repeated, tag = "5")]
    pub attribute: Vec<Bytes>,
    #[prost(string, tag = "7")]
    pub domain: String,
}

/// A named setting of a node.
#[derive(Clone, PartialEq, Message)]
pub(super) struct AttributeProto {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(float, optional, tag = "2")]
    pub f: Option<f32>,
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    #[prost(bytes = "bytes", optional, tag = "4")]
    pub s: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "5")]
    pub t: Option<Bytes>,
    #[prost(float, repeated, tag = "7")]
    pub floats: Vec<f32>,
    #[prost(int64, repeated, tag = "8")]
    pub ints: Vec<i64>,
    #[prost(bytes = "bytes", repeated, tag = "9")]
    pub strings: Vec<Bytes>,
}

/// An array of numbers.
#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorProto {
    #[prost(int64, repeated, tag = "1")]
    pub dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    pub data_type: i32,
    #[prost(float, repeated, tag = "4")]
    pub float_data: Vec<f32>,
    #[prost(int32, repeated, tag = "5")]
    pub int32_data: Vec<i32>,
    #[prost(int64, repeated, tag = "7")]
    pub int64_data: Vec<i64>,
    #[prost(string, tag = "8")]
    pub name: String,
    #[prost(bytes = "bytes", optional, tag = "9")]
    pub raw_data: Option<Bytes>,
    #[prost(double, repeated, tag = "10")]
    pub double_data: Vec<f64>,
    #[prost(int32, tag = "14")]
    pub data_location: i32,
}

/// A named input or output with its type.
#[derive(Clone, PartialEq, Message)]
pub(super) struct ValueInfoProto {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<TypeProto>,
}

/// A type; anything that is no tensor is only known to be something else.
#[derive(Clone, PartialEq, Message)]
pub(super) struct TypeProto {
    #[prost(message, optional, tag = "1")]
    pub tensor_type: Option<TensorTypeProto>,
    #[prost(bytes = "bytes", optional, tag = "4")]
    pub sequence_type: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "5")]
    pub map_type: Option<Bytes>,
}

/// Element type and shape of a tensor.
#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorTypeProto {
    #[prost(int32, tag = "1")]
    pub elem_type: i32,
    #[prost(message, optional, tag = "2")]
    pub shape: Option<ShapeProto>,
}

/// The lengths of a tensor, as far as they are known.
#[derive(Clone, PartialEq, Message)]
pub(super) struct ShapeProto {
    #[prost(message, repeated, tag = "1")]
    pub dim: Vec<DimProto>,
}

/// One length.
#[derive(Clone, PartialEq, Message)]
pub(super) struct DimProto {
    #[prost(int64, optional, tag = "1")]
    pub dim_value: Option<i64>,
}

/// The element types that matter here, by their numbers in the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Elem {
    /// float32
    F32,
    /// float64
    F64,
    /// Whole numbers of any width, and booleans.
    Whole,
    /// Anything else, texts included.
    Other,
}

impl Elem {
    /// The type a number stands for.
    pub(super) fn of(number: i32) -> Self {
        match number {
            1 => Self::F32,
            11 => Self::F64,
            2..=7 | 9 | 12 | 13 => Self::Whole,
            _ => Self::Other,
        }
    }
}

/// A decoded graph.
#[derive(Debug)]
pub(super) struct Graph {
    pub nodes: Vec<NodeProto>,
    pub tensors: Vec<TensorProto>,
    pub inputs: Vec<ValueInfoProto>,
    pub outputs: Vec<ValueInfoProto>,
}

/// Decodes the file and its graph.
///
/// # Errors
/// [`Kind::Format`] if the bytes are not such a message, [`Kind::Invalid`] past a limit.
pub(super) fn decode(bytes: &[u8]) -> Result<(ModelProto, Graph)> {
    limit_fields(bytes, &[(8, "sets of operators", OPSETS_MAX)])?;
    let file: ModelProto = message("the file", Bytes::copy_from_slice(bytes))?;
    let Some(graph) = file.graph.clone() else {
        let hint = "it is another kind of file, or cut off; export it again";
        return Err(Error::new(Kind::Format, "the file has no graph").hint(hint));
    };
    limit_fields(
        &graph,
        &[
            (1, "nodes in the graph", GRAPH_NODES_MAX),
            (5, "constants", GRAPH_VALUES_MAX),
            (11, "inputs of the graph", GRAPH_VALUES_MAX),
            (12, "outputs of the graph", OUTPUTS_MAX),
        ],
    )?;
    let graph: GraphProto = message("the graph", graph)?;
    for node in &graph.node {
        let names = [(1, "inputs of a node", GRAPH_VALUES_MAX), (2, "outputs of a node", GRAPH_VALUES_MAX)];
        limit_fields(node, &names)?;
        limit_fields(node, &[(5, "attributes", ATTRIBUTES_MAX)])?;
    }
    let graph = Graph {
        nodes: messages("node", graph.node)?,
        tensors: messages("constant", graph.initializer)?,
        inputs: messages("input", graph.input)?,
        outputs: messages("output", graph.output)?,
    };
    Ok((file, graph))
}

/// Counts the fields of a message before any of them takes memory: a field of two bytes would become many. Where the
/// message is damaged, decoding it says so.
fn limit_fields(bytes: &[u8], limits: &[(u32, &str, usize)]) -> Result<()> {
    let mut found = vec![0; limits.len()];
    let mut rest = bytes;
    while let Ok((tag, wire)) = decode_key(&mut rest) {
        if let Some(at) = limits.iter().position(|(limited, ..)| *limited == tag) {
            found[at] += 1;
        }
        if skip_field(wire, tag, &mut rest, DecodeContext::default()).is_err() {
            break;
        }
    }
    limits.iter().zip(found).try_for_each(|(&(_, what, most), found)| limit(what, found, most))
}

fn limit(what: &str, found: usize, most: usize) -> Result<()> {
    if found > most {
        return Err(Error::new(Kind::Invalid, format!("{found} {what}, the limit is {most}")).past_limit());
    }
    Ok(())
}

fn message<M: Message + Default>(what: &str, bytes: Bytes) -> Result<M> {
    M::decode(bytes).map_err(|e| {
        // what was read is a person's file, but these texts name field and cause only
        Error::new(Kind::Format, format!("{what} is not as ONNX writes it: {e}"))
            .hint("it is another kind of file, or cut off or damaged; fetch or save it again")
    })
}

fn messages<M: Message + Default>(what: &str, list: Vec<Bytes>) -> Result<Vec<M>> {
    list.into_iter().enumerate().map(|(i, bytes)| message(&format!("{what} {i}"), bytes)).collect()
}

/// The attributes of one node.
#[derive(Debug)]
pub(super) struct Attributes {
    list: Vec<AttributeProto>,
    place: String,
}

impl Attributes {
    /// Decodes a node's attributes; `place` is what its errors name.
    ///
    /// # Errors
    /// As [`decode`]; a name that stands twice.
    pub(super) fn of(node: &NodeProto, place: &str) -> Result<Self> {
        limit("attributes", node.attribute.len(), ATTRIBUTES_MAX).map_err(|e| e.at(place))?;
        let list: Vec<AttributeProto> =
            messages("attribute", node.attribute.clone()).map_err(|e| e.at(place.to_owned()))?;
        for (i, attribute) in list.iter().enumerate() {
            if list[..i].iter().any(|a| a.name == attribute.name) {
                let what = format!("the attribute \"{}\" stands twice", attribute.name);
                return Err(Error::new(Kind::Format, what).at(place));
            }
        }
        Ok(Self { list, place: place.to_owned() })
    }

    fn get(&self, name: &str) -> Option<&AttributeProto> {
        self.list.iter().find(|a| a.name == name)
    }

    /// A whole number.
    pub(super) fn int(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(|a| a.i)
    }

    /// A number.
    pub(super) fn float(&self, name: &str) -> Option<f32> {
        self.get(name).and_then(|a| a.f)
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(|a| a.s.as_ref()).map(|s| String::from_utf8_lossy(s).into_owned())
    }

    /// A list of whole numbers; empty if it is not there.
    pub(super) fn ints(&self, name: &str) -> &[i64] {
        self.get(name).map_or(&[], |a| &a.ints)
    }

    /// A list of numbers; empty if it is not there.
    pub(super) fn floats(&self, name: &str) -> &[f32] {
        self.get(name).map_or(&[], |a| &a.floats)
    }

    /// A list of texts; empty if it is not there.
    pub(super) fn texts(&self, name: &str) -> &[Bytes] {
        self.get(name).map_or(&[], |a| &a.strings)
    }

    /// A tensor, if it is there.
    ///
    /// # Errors
    /// As [`decode`].
    pub(super) fn tensor(&self, name: &str) -> Result<Option<TensorProto>> {
        let Some(bytes) = self.get(name).and_then(|a| a.t.clone()) else { return Ok(None) };
        message(&format!("the tensor \"{name}\""), bytes).map(Some).map_err(|e| e.at(self.place.clone()))
    }

    /// Whether an attribute is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Where the node is, for errors.
    pub(super) fn place(&self) -> &str {
        &self.place
    }
}

impl TensorProto {
    /// How many numbers it has, or more.
    pub(super) fn size(&self) -> usize {
        let lists = self.float_data.len() + self.int32_data.len() + self.int64_data.len() + self.double_data.len();
        1 + lists + self.raw_data.as_ref().map_or(0, Bytes::len)
    }

    /// The type of its elements.
    pub(super) fn elem(&self) -> Elem {
        Elem::of(self.data_type)
    }

    /// Its numbers, as float64, which holds every float32 and every whole number below 2⁵³.
    ///
    /// # Errors
    /// What is wrong with it: data beside the file, a type without numbers, another count than its shape says.
    pub(super) fn numbers(&self) -> std::result::Result<Vec<f64>, String> {
        if self.data_location == 1 {
            return Err("its numbers are in another file".into());
        }
        let raw = self.raw_data.as_deref().filter(|raw| !raw.is_empty());
        let values: Vec<f64> = match (self.data_type, raw) {
            (1, Some(raw)) => chunks(raw, |b: [u8; 4]| f64::from(f32::from_le_bytes(b)))?,
            (1, None) => self.float_data.iter().map(|&x| f64::from(x)).collect(),
            (11, Some(raw)) => chunks(raw, f64::from_le_bytes)?,
            (11, None) => self.double_data.clone(),
            (6, Some(raw)) => chunks(raw, |b: [u8; 4]| f64::from(i32::from_le_bytes(b)))?,
            (7, Some(raw)) => chunks(raw, |b: [u8; 8]| i64::from_le_bytes(b) as f64)?,
            (7, None) => self.int64_data.iter().map(|&x| x as f64).collect(),
            (2 | 9, Some(raw)) => raw.iter().map(|&b| f64::from(b)).collect(),
            (3, Some(raw)) => raw.iter().map(|&b| f64::from(b.cast_signed())).collect(),
            (2 | 3 | 6 | 9, None) => self.int32_data.iter().map(|&x| f64::from(x)).collect(),
            (other, _) => return Err(format!("element type {other} is not read")),
        };
        let mut expected = 1usize;
        for &dim in &self.dims {
            let dim = usize::try_from(dim).map_err(|_| "a negative length".to_owned())?;
            expected = expected.checked_mul(dim).ok_or("a shape past all limits")?;
        }
        if values.len() != expected {
            return Err(format!("its shape needs {expected} numbers, found {}", values.len()));
        }
        Ok(values)
    }
}

fn chunks<const N: usize>(raw: &[u8], read: impl Fn([u8; N]) -> f64) -> std::result::Result<Vec<f64>, String> {
    let (chunks, rest) = raw.as_chunks::<N>();
    if !rest.is_empty() {
        return Err("its bytes end in the middle of a number".into());
    }
    Ok(chunks.iter().map(|&b| read(b)).collect())
}

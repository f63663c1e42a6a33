//! What a CatBoost file says of its training: the loss, the classes, the version; and what follows from them.

use serde::Deserialize;

use crate::base::{Error, Kind, Result};
use crate::model::Link;

/// What the file says of its training, as far as it is needed.
#[derive(Deserialize, Default)]
#[serde(expecting = "an object")]
pub(super) struct ModelInfo {
    #[serde(default)]
    params: Option<Params>,
    /// What a sum of models has in place of `params`: the loss as a JSON text.
    #[serde(default)]
    loss_function: Option<String>,
    #[serde(default, alias = "multiclass_params")]
    class_params: Option<ClassParams>,
    #[serde(default)]
    catboost_version_info: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Params {
    #[serde(default)]
    loss_function: Option<Loss>,
    #[serde(default)]
    cat_feature_params: Option<CatFeatureParams>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct CatFeatureParams {
    #[serde(default)]
    one_hot_max_size: Option<usize>,
}

/// A loss as CatBoost writes it.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct Loss {
    #[serde(rename = "type")]
    pub(super) name: String,
    #[serde(default)]
    params: Option<LossParams>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct LossParams {
    #[serde(default)]
    alpha: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct ClassParams {
    #[serde(default)]
    class_label_type: Option<String>,
    #[serde(default)]
    class_names: Option<Vec<ClassName>>,
    #[serde(default)]
    class_to_label: Option<Vec<f64>>,
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum ClassName {
    Flag(bool),
    Number(f64),
    Text(String),
}

impl ModelInfo {
    /// From the entries of a binary file, each a name and a text; those that are not needed are passed over.
    pub(super) fn from_entries<'a>(entries: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Result<Self> {
        fn put<T: serde::de::DeserializeOwned>(place: &mut Option<T>, name: &str, text: &[u8]) -> Result<()> {
            let fail = |what: &str| Err(Error::new(Kind::Format, what).at(format!("\"model_info\", \"{name}\"")));
            match serde_json::from_slice(text) {
                Ok(_) if place.is_some() => fail("stands twice"),
                Ok(value) => {
                    *place = Some(value);
                    Ok(())
                }
                Err(_) => fail("the text is not JSON as CatBoost writes it"),
            }
        }
        let mut info = Self::default();
        for (key, text) in entries {
            match key {
                b"params" => put(&mut info.params, "params", text)?,
                b"class_params" | b"multiclass_params" => put(&mut info.class_params, "class_params", text)?,
                b"loss_function" => info.loss_function = Some(String::from_utf8_lossy(text).into_owned()),
                b"catboost_version_info" => {
                    info.catboost_version_info = Some(String::from_utf8_lossy(text).into_owned());
                }
                _ => {}
            }
        }
        Ok(info)
    }

    /// Up to how many levels features were encoded one by one, if the file says.
    pub(super) fn one_hot_max_size(&self) -> Option<usize> {
        self.params.as_ref()?.cat_feature_params.as_ref()?.one_hot_max_size
    }

    /// The loss that was trained for, if the file says.
    pub(super) fn loss(&self) -> Result<Option<Loss>> {
        if let Some(loss) = self.params.as_ref().and_then(|p| p.loss_function.as_ref()) {
            let params = loss.params.as_ref().map(|p| LossParams { alpha: p.alpha.clone() });
            return Ok(Some(Loss { name: loss.name.clone(), params }));
        }
        let Some(text) = &self.loss_function else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|_| {
            Error::new(Kind::Format, "the text of the loss is not JSON as CatBoost writes it")
                .at("\"model_info\", \"loss_function\"")
        })
    }

    /// The names of outputs: their positions among all classes, of which training may not have met every one, as
    /// CatBoost numbers its columns.
    pub(super) fn ids(&self, n_outputs: usize, warnings: &mut Vec<String>) -> Result<Vec<String>> {
        let classes = self.class_params.as_ref();
        let labels =
            classes.and_then(|c| c.class_to_label.as_deref()).filter(|l| n_outputs > 1 && l.len() == n_outputs);
        let Some(labels) = labels else { return Ok((0..n_outputs).map(|i| i.to_string()).collect()) };
        let whole = labels.iter().all(|x| (0.0..1e6).contains(x) && x.fract() == 0.0);
        if !whole || labels.windows(2).any(|pair| pair[0] >= pair[1]) {
            let what = "\"class_to_label\" does not number the classes upwards";
            return Err(Error::new(Kind::Unsupported, what).at("\"model_info\", \"class_params\""));
        }
        if labels[n_outputs - 1] >= n_outputs as f64 {
            warnings.push("training did not meet every class: the others have no score".into());
        }
        Ok(labels.iter().map(|x| format!("{x:.0}")).collect())
    }

    /// What a person reads for an output: its class, its quantile, or what a single output is.
    pub(super) fn title(&self, loss: Option<&Loss>, link: Link, output: usize, n_outputs: usize) -> String {
        let classes = self.class_params.as_ref();
        let texts = classes.is_some_and(|c| c.class_label_type.as_deref() == Some("String"));
        // two classes have one output, which scores the second
        let class = if n_outputs == 1 { 1 } else { output };
        let label = classes.and_then(|c| c.label(class));
        let chance = link.is_probability();
        match (n_outputs, label) {
            (_, Some(ClassName::Text(text))) if chance && texts && !text.is_empty() => text,
            (1, Some(ClassName::Number(x))) if chance && x != 1.0 => format!("Class {x}"),
            (1, _) => crate::import::outcome(link).into(),
            (_, Some(ClassName::Number(x))) if chance => format!("Class {x}"),
            (_, Some(ClassName::Flag(yes))) if chance => format!("Class {yes}"),
            (_, _) if chance => format!("Class {output}"),
            _ => {
                let alpha =
                    loss.filter(|l| l.name == "MultiQuantile").and_then(|l| l.params.as_ref()?.alpha.as_deref());
                let quantiles: Vec<&str> = alpha.map(|a| a.split(',').collect()).unwrap_or_default();
                match quantiles.get(output).filter(|_| quantiles.len() == n_outputs) {
                    Some(quantile) => format!("Quantile {}", quantile.trim()),
                    None => format!("Output {output}"),
                }
            }
        }
    }

    /// "CatBoost JSON (1.2.10)"
    pub(super) fn format(&self, form: &str) -> String {
        let info = self.catboost_version_info.as_deref().unwrap_or("");
        let version = info.split_once("tags/v").map(|(_, rest)| rest.split_whitespace().next().unwrap_or(""));
        match version.filter(|v| !v.is_empty() && v.len() <= 20) {
            Some(version) => format!("{form} ({version})"),
            None => form.to_owned(),
        }
    }
}

impl ClassParams {
    /// The label of a class: outputs are those classes that training met, names may list more.
    fn label(&self, class: usize) -> Option<ClassName> {
        let label = self.class_to_label.as_deref().unwrap_or(&[]).get(class).copied();
        let names = self.class_names.as_deref().unwrap_or(&[]);
        match label {
            _ if names.is_empty() => label.map(ClassName::Number),
            Some(label) if label >= 0.0 && label.fract() == 0.0 => names.get(label as usize).cloned(),
            Some(_) => None,
            None => names.get(class).cloned(),
        }
    }
}

/// What CatBoost's own prediction makes of a margin, by the loss it was trained for.
pub(super) fn link_of(loss: Option<&Loss>) -> Result<Link> {
    let Some(loss) = loss else { return Ok(Link::Ranking) };
    let refuse = |what: String, hint: &str| {
        Err(Error::new(Kind::Unsupported, what).at("\"model_info\", \"loss_function\"").hint(hint))
    };
    match loss.name.as_str() {
        "Logloss" | "CrossEntropy" | "Focal" | "MultiClassOneVsAll" | "MultiLogloss" | "MultiCrossEntropy" => {
            Ok(Link::Logistic { scale: 1.0 })
        }
        "MultiClass" => Ok(Link::Softmax),
        "RMSE"
        | "MAE"
        | "Quantile"
        | "GroupQuantile"
        | "LogLinQuantile"
        | "MAPE"
        | "Lq"
        | "Huber"
        | "Expectile"
        | "LogCosh"
        | "MultiRMSE"
        | "MultiRMSEWithMissingValues"
        | "MultiQuantile" => Ok(Link::Identity { probability: false }),
        "Poisson" | "Tweedie" => Ok(Link::Exp),
        "YetiRank" | "YetiRankPairwise" | "PairLogit" | "PairLogitPairwise" | "QueryRMSE" | "QuerySoftMax"
        | "QueryCrossEntropy" | "StochasticFilter" | "StochasticRank" | "LambdaMart" | "Cox" => Ok(Link::Ranking),
        // losses of one's own: CatBoost does not know what they make of a margin either
        "PythonUserDefinedPerObject"
        | "PythonUserDefinedMultiTarget"
        | "UserPerObjMetric"
        | "UserQuerywiseMetric" => Ok(Link::Ranking),
        "RMSEWithUncertainty" => refuse(
            "the loss RMSEWithUncertainty predicts a value and its uncertainty, which are no two offers".into(),
            "train with RMSE",
        ),
        other => refuse(
            format!("the loss \"{other}\" is not supported"),
            "supported: Logloss, CrossEntropy, MultiClass and its kin, RMSE, MAE, Quantile and their kin, Poisson, \
             Tweedie, and the losses for ranking",
        ),
    }
}

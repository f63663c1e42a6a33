//! Texts of a model and of a person are said as they are: no letter in them is a mark of a phrase.

use std::fmt::Write as _;
use std::sync::Arc;

use candour::ask::importance::{ImportanceQuestion, importance};
use candour::ask::plan::{PlanQuestion, Target};
use candour::ask::{self, ExplainQuestion, Inputs, explain, outcome};
use candour::base::OfferIdx;
use candour::base::progress::Progress;
use candour::data::{Table, profile_ron};
use candour::import;
use candour::model::{ChangeRules, Value};
use candour::report::explain::page;
use candour::report::{Paper, text};
use candour::view;
use candour::view::scenarios::{Case, Which};

use crate::common::{bytes, project};

/// Every view that shows titles, of a model whose offers, and a customer who, are called so; as `Debug` has it, in
/// which what is strong is told from what is plain.
fn shown(title: &str, name: &str) -> String {
    let retailer = import::load(&bytes(&project("models/retailer.ron")), "retailer").expect("whole").value;
    let mut parts = retailer.into_builder();
    for (i, offer) in parts.offers.iter_mut().enumerate() {
        offer.title = format!("{title} {i}");
    }
    let model = parts.build().expect("still whole");
    let mut maya = profile_ron::read(&bytes(&project("models/profiles/maya.ron")), &model).expect("whole").value;
    maya.name = name.to_owned();
    let basket = model.features().find("basket_avg").expect("there");
    let mut changed = maya.values.clone();
    changed[basket.index()] = Value::Number(20.0);
    let csv = bytes(&project("models/retailer_customers.csv"));
    let table = Table::read(&(&csv).into(), &model, &|_| false).expect("whole").value;
    let n_offers = model.offers().len();
    let inputs = Inputs::new(model.clone(), None).expect("covers");
    let manner = view::explain::Manner::default();
    let mut all = String::new();
    let mut put = |view: &dyn std::fmt::Debug| writeln!(all, "{view:?}").expect("memory");
    for values in [&maya.values, &changed] {
        for offer in (0..n_offers).map(OfferIdx::new) {
            let question = ExplainQuestion {
                original: maya.values.clone(),
                values: values.clone(),
                offer: Some(offer),
                line: None,
            };
            let explanation = explain(&inputs, &question);
            let measure = view::explain::measure(&model, &explanation, view::Scale::Points);
            put(&view::explain::screen(&inputs, &maya, &explanation, None, manner));
            put(&view::change::changes(&model, &maya, &explanation, &measure));
            put(&view::firm::firmness(&model, &maya, &explanation, None));
            put(&view::path::merged(&inputs, &explanation, &measure));
            for other in (0..n_offers).map(OfferIdx::new) {
                if let Some(versus) = ask::versus::versus(&inputs, &explanation, other) {
                    put(&view::compare::compare(&inputs, &explanation, &versus, &measure));
                }
            }
            put(&text::print(&page::explanation(&Paper::new(&inputs, &maya, &explanation, None))));
            let found = Arc::new(ask::map::curve(&inputs, values, basket, None));
            put(&view::curve::curve(&model, &maya, &found, values, &measure));
            let target = Target { offer: Some(offer), line: None };
            let rules = ChangeRules::of(&model).only(&[basket]);
            let question =
                PlanQuestion { values: values.clone(), target, rules, most_changes: Some(1), budget: None };
            let answer = ask::plan::plan(&model, &question, &Progress::default()).expect("an answer");
            put(&view::plan::plan(&model, &maya, &question, &answer));
        }
    }
    let case = |which, values| Case {
        which,
        name,
        profile: &maya,
        values,
        outcome: outcome(&inputs, &maya.values, values, None),
        is_open: true,
        is_shown: false,
    };
    put(&view::scenarios::compare(&inputs, &[case(Which::Real, &maya.values), case(Which::Pinned(1), &changed)]));
    let question = ImportanceQuestion { rows: 0..20, offer: None };
    let answer = importance(&inputs, &table, &question, &Progress::default()).expect("an answer");
    for offer in (0..n_offers).map(OfferIdx::new) {
        put(&view::importance::ranking(&inputs, &answer, offer, None, true));
    }
    all
}

#[test]
fn what_a_model_or_a_person_is_called_is_no_markup() {
    let (stars, letters) = (shown("5* hotel *now*", "*Maya* M"), shown("5x hotel xnowx", "xMayax M"));
    for (with, without) in [("5* hotel *now*", "5x hotel xnowx"), ("*Maya*", "xMayax")] {
        assert!(stars.matches(with).count() > 20 && letters.contains(without), "{with}");
    }
    let stars = stars.replace("5* hotel *now*", "5x hotel xnowx").replace("*Maya*", "xMayax");
    for (a, b) in stars.lines().zip(letters.lines()) {
        assert_eq!(a, b);
    }
    assert_eq!(stars.lines().count(), letters.lines().count());
}

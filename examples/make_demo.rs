//! Makes the demonstration: a synthetic European retailer with planted truths. Writes everything under `models/`.
//!
//! `cargo run --release --no-default-features --example make_demo`
//!
//! Seeded throughout: the same bytes on every run. Nobody in it exists. What was planted is told in
//! `models/README.md`; what the model made of it is checked here before anything is written.

use std::fmt::Write as _;
use std::sync::LazyLock;

use candour::base::progress::Progress;
use candour::base::{FeatureIdx, OfferIdx, Result};
use candour::explain::{Explainer, response_curve};
use candour::model::profile::Pronoun;
use candour::model::{
    Actionability, Aggregate, Basis, Condition, Consent, Consents, Contact, CustomerModel, Feature, FeatureKind,
    Link, ModelBuilder, Nature, Offer, OnRefusal, Profile, Provenance, Purpose, Purposes, RankBy, Rounding, Rule,
    Sensitivity, Tree, Value,
};
use candour::score::{Absence, Codes, Recommendation, margins, recommend};
use candour::train::{Method, Options, TrainingSet, train_trees};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const SEED: u64 = 2026;
const CUSTOMERS: usize = 3000;
/// Customers that no tree was trained on, for the model's track record.
const TESTED: usize = 1000;
const TREES: usize = 40;

const CATEGORIES: [&str; 7] = ["Beauty", "Electronics", "Fashion", "Food", "Home", "Sports", "Toys"];
const REGIONS: [&str; 6] = ["Alps", "Atlantic coast", "Baltic", "Danube", "Mediterranean", "Rhine"];
const GENDERS: [&str; 3] = ["Woman", "Man", "Other"];
const INCOMES: [&str; 5] = ["Under € 1500", "€ 1500–2500", "€ 2500–3500", "€ 3500–5000", "Over € 5000"];
const LEVELS: [&str; 3] = ["Basic", "Silver", "Gold"];

// --- the data dictionary ----------------------------------------------------------------------------------------

const SHOP: (&str, &str) = ("Shopping", "Running the shop");
const VISITS: (&str, &str) = ("Visits and emails", "Newsletter and app");
const ABOUT: (&str, &str) = ("About the customer", "Customer account");
const PAYMENTS: (&str, &str) = ("Payments", "Payments and fraud prevention");
const LOYALTY: (&str, &str) = ("Loyalty and service", "Loyalty programme");

fn feature(
    group: (&str, &str),
    id: &str,
    label: &str,
    description: &str,
    source: &str,
    kind: FeatureKind,
) -> Feature {
    Feature {
        label: label.into(),
        group: group.0.into(),
        purpose: group.1.into(),
        description: description.into(),
        source: source.into(),
        sensitivity: Sensitivity::Low,
        actionability: Actionability::Free,
        ..Feature::bare(id, kind)
    }
}

fn number(feature: Feature, unit: &str, low: f64, high: f64, step: f64) -> Feature {
    Feature { unit: unit.into(), range: Some((low, high)), step: Some(step), ..feature }
}

fn choice(levels: &[&str]) -> FeatureKind {
    FeatureKind::Choice { levels: levels.iter().map(|&l| l.into()).collect() }
}

fn personal(feature: Feature, actionability: Actionability) -> Feature {
    Feature { sensitivity: Sensitivity::Personal, actionability, ..feature }
}

fn sensitive(feature: Feature, actionability: Actionability) -> Feature {
    Feature { sensitivity: Sensitivity::Sensitive, actionability, ..feature }
}

#[rustfmt::skip]
fn dictionary() -> Vec<Feature> {
    use Actionability::{Free, Immutable, UpOnly};
    use FeatureKind::{Count, Number, YesNo};
    let f = feature;
    vec![
        number(f(SHOP, "orders_90d", "Orders in 90 days", "How many orders were placed in the last 90 days.", "web shop", Count), "", 0.0, 20.0, 1.0),
        number(f(SHOP, "basket_avg", "Average basket", "What an order came to on average over the last twelve months.", "web shop", Number), "€", 5.0, 200.0, 0.1),
        number(f(SHOP, "discount_share", "Share bought at a discount", "Share of the money spent that went on discounted articles.", "web shop", Number), "%", 0.0, 100.0, 1.0),
        number(f(SHOP, "returns_12m", "Returns in a year", "How many articles were sent back in the last twelve months.", "web shop", Count), "", 0.0, 15.0, 1.0),
        number(f(SHOP, "days_since_order", "Days since the last order", "How long ago the last order was placed.", "web shop", Count), "days", 0.0, 365.0, 1.0),
        f(SHOP, "favourite_category", "Favourite category", "The category that most of the money was spent on.", "web shop", choice(&CATEGORIES)),
        number(f(VISITS, "visits_30d", "Visits in 30 days", "On how many occasions the shop was visited in the last 30 days.", "web analytics", Count), "", 0.0, 40.0, 1.0),
        number(f(VISITS, "emails_opened", "Emails opened, of the last 8", "How many of the last eight newsletters were opened. Not known for most who do not get them.", "newsletter tool", Count), "", 0.0, 8.0, 1.0),
        number(f(VISITS, "app_minutes", "Time in the app, last week", "How long the app was open in the last seven days.", "app", Number), "minutes", 0.0, 180.0, 1.0),
        personal(number(f(VISITS, "night_share", "Visits at night", "Share of visits between midnight and five in the morning.", "web analytics", Number), "%", 0.0, 100.0, 1.0), Free),
        number(personal(f(ABOUT, "customer_months", "Time as a customer", "How many months ago the account was opened.", "customer account", Count), UpOnly), "months", 0.0, 180.0, 1.0),
        Feature { protected: true, ..number(personal(f(ABOUT, "age", "Age", "Age in full years, as given in the account.", "customer account", Count), UpOnly), "years", 16.0, 90.0, 1.0) },
        number(sensitive(f(ABOUT, "children", "Children at home", "How many children live in the household. Few customers say.", "customer account", Count), Immutable), "", 0.0, 5.0, 1.0),
        personal(f(ABOUT, "region", "Region", "Where parcels are delivered to.", "customer account", choice(&REGIONS)), Free),
        Feature { protected: true, ..personal(f(ABOUT, "gender", "Gender", "As given in the account. In the data, and never shown to the model.", "customer account", choice(&GENDERS)), Immutable) },
        sensitive(number(f(PAYMENTS, "card_use", "Credit limit used", "How much of the shop card's credit limit is in use.", "payment service", Number), "%", 0.0, 100.0, 1.0), Free),
        sensitive(number(f(PAYMENTS, "late_payments_12m", "Late payments in a year", "How many bills were paid after a reminder in the last twelve months.", "payment service", Count), "", 0.0, 8.0, 1.0), Free),
        sensitive(number(f(PAYMENTS, "instalments_open", "Instalment plans open", "How many purchases are still being paid off.", "payment service", Count), "", 0.0, 6.0, 1.0), Free),
        sensitive(f(PAYMENTS, "income_band", "Monthly net income", "As stated in a credit application. Not known for those who never applied.", "payment service", choice(&INCOMES)), Immutable),
        f(LOYALTY, "member_level", "Membership", "Level in the loyalty programme.", "loyalty programme", choice(&LEVELS)),
        number(f(LOYALTY, "service_contacts_90d", "Service contacts in 90 days", "How often customer service was called or written to in the last 90 days.", "service desk", Count), "", 0.0, 10.0, 1.0),
        number(f(LOYALTY, "complaint_open", "Open complaint", "Whether a complaint is waiting for an answer.", "service desk", YesNo), "", 0.0, 1.0, 1.0),
        number(f(LOYALTY, "newsletter", "Newsletter subscription", "Whether the newsletter is subscribed to.", "newsletter tool", YesNo), "", 0.0, 1.0, 1.0),
    ]
}

/// What the facts are used for, each asked for in a column of its own.
#[rustfmt::skip]
fn purposes() -> Vec<Purpose> {
    let purpose = |id: &str, label: &str, text: &str, basis, kept: &str| Purpose {
        id: id.into(), label: label.into(), text: text.into(), basis, kept: kept.into(), asked_in: format!("consent_{id}"),
    };
    vec![
        purpose("shop", "Running the shop", "Orders, baskets, discounts, returns and what is bought most, to choose what is shown.", Basis::Consent, "24 months"),
        purpose("newsletter", "Newsletter and app", "Visits, newsletters opened and the time they happen, to choose what is sent.", Basis::Consent, "12 months"),
        purpose("account", "Customer account", "What the account says of the customer, to choose what fits.", Basis::Consent, "as long as the account"),
        purpose("payments", "Payments and fraud prevention", "How bills are paid and what a credit application said, collected to prevent fraud.", Basis::LegitimateInterest, "36 months"),
        purpose("loyalty", "Loyalty programme", "Membership, service contacts and the newsletter subscription, to reward those who stay.", Basis::Consent, "24 months"),
    ]
}

/// Features that stay in the dictionary and the table, and that no tree may ask about.
const LEFT_OUT: [&str; 2] = ["gender", "app_minutes"];

fn at(id: &str) -> usize {
    static IDS: LazyLock<Vec<String>> = LazyLock::new(|| dictionary().into_iter().map(|f| f.id).collect());
    IDS.iter().position(|known| known == id).unwrap_or_else(|| panic!("no feature \"{id}\""))
}

#[rustfmt::skip]
fn offers() -> Vec<Offer> {
    let offer = |id: &str, title: &str, description: &str, value: f64, rules: Vec<Rule>| Offer {
        id: id.into(), title: title.into(), description: description.into(), line: None,
        value: Some(value), rules,
        // credit is a burden for who is pressed for money; what only the newsletter carries needs its consent
        nature: if id == "pay_later" { Nature::Burden } else { Nature::Benefit },
        needs: if matches!(id, "early_access" | "win_back") { vec!["newsletter".into()] } else { vec![] },
        contact: Some(Contact { channel: "email".into(), most: 4, days: 30, counted_in: "emails_sent_30d".into() }),
        ..Offer::bare(id, Aggregate::Mean)
    };
    let rule = |id: &str, condition: Condition, reason: &str| Rule { feature: FeatureIdx::new(at(id)), condition, reason: reason.into() };
    vec![
        offer("free_delivery", "Free delivery for a year", "No delivery charge on any order for twelve months.", 24.0, vec![]),
        offer("discount_15", "15 % off the next basket", "A code that takes 15 % off one order within 30 days.", 9.0, vec![]),
        offer("loyalty_upgrade", "Loyalty upgrade", "The next membership level, half a year early.", 18.0, vec![
            rule("member_level", Condition::OneOf(vec![0, 1]), "Gold is already the highest level"),
        ]),
        offer("early_access", "Early access to the sale", "The seasonal sale, two days before everyone else.", 14.0, vec![]),
        offer("pay_later", "Pay in three instalments", "The next purchase on credit, paid off over three months.", 31.0, vec![
            rule("age", Condition::AtLeast(18.0), "only from 18 years of age"),
            rule("income_band", Condition::Known, "needs a known income"),
        ]),
        offer("win_back", "Win-back voucher", "€ 10 for coming back.", 12.0, vec![
            rule("days_since_order", Condition::AtLeast(60.0), "only after 60 days without an order"),
        ]),
    ]
}

// --- the customers ----------------------------------------------------------------------------------------------

/// A smooth step from 0 to 1.
fn up(x: f64, middle: f64, width: f64) -> f64 {
    1.0 / (1.0 + ((middle - x) / width).exp())
}

/// The sum of twelve draws less six: close to a standard normal, with no tail to speak of.
fn normal(rng: &mut Xoshiro256PlusPlus) -> f64 {
    (0..12).map(|_| rng.r#gen::<f64>()).sum::<f64>() - 6.0
}

fn pick(rng: &mut Xoshiro256PlusPlus, weights: &[f64]) -> usize {
    let mut left = rng.r#gen::<f64>() * weights.iter().sum::<f64>();
    for (i, w) in weights.iter().enumerate() {
        left -= w;
        if left < 0.0 {
            return i;
        }
    }
    weights.len() - 1
}

fn whole(x: f64, low: f64, high: f64) -> f64 {
    // adding 0 turns −0 into 0
    x.round().clamp(low, high) + 0.0
}

/// One customer as everybody would know them: a number per feature, levels by position, nothing missing.
fn customer(rng: &mut Xoshiro256PlusPlus) -> Vec<f64> {
    let mut x = vec![0.0; dictionary().len()];
    let gender = pick(rng, &[0.52, 0.45, 0.03]);
    let category = match gender {
        0 => pick(rng, &[0.25, 0.04, 0.29, 0.13, 0.15, 0.05, 0.09]),
        1 => pick(rng, &[0.03, 0.29, 0.07, 0.15, 0.15, 0.25, 0.06]),
        _ => pick(rng, &[1.0; 7]),
    };
    let age = whole(42.0 + 15.0 * normal(rng), 17.0, 86.0);
    // how busy, how thrifty, how pressed for money: the three things behind most of the columns
    let (busy, thrifty, pressed) = (normal(rng), normal(rng), normal(rng) - 0.02 * (age - 42.0));
    let lapsed = rng.gen_bool(0.24);
    let newsletter = rng.gen_bool(0.68);
    let orders =
        if lapsed { whole(0.4 * normal(rng), 0.0, 1.0) } else { whole(4.6 + 2.6 * busy + normal(rng), 1.0, 20.0) };
    let months = whole(42.0 + 32.0 * normal(rng) + 0.3 * (age - 42.0), 1.0, 170.0);
    let days = if lapsed {
        whole(150.0 + 65.0 * normal(rng), 61.0, 365.0)
    } else {
        whole(70.0 * rng.r#gen::<f64>() / (1.0 + 0.35 * orders), 0.0, 85.0)
    };
    let income = 2.0 - 0.9 * pressed + 0.7 * normal(rng);
    let member = if months + 6.0 * orders > 105.0 { 2 } else { usize::from(months + 6.0 * orders > 52.0) };
    let basket =
        (60.0 + 24.0 * normal(rng) + 5.0 * income + if category == 1 { 22.0 } else { 0.0 }).clamp(8.0, 198.0);
    let mut set = |id: &str, value: f64| x[at(id)] = value;
    set("orders_90d", orders);
    set("basket_avg", (basket * 10.0).round() / 10.0);
    set("discount_share", whole(36.0 + 22.0 * thrifty + 6.0 * normal(rng), 0.0, 100.0));
    set("returns_12m", whole(1.8 + 1.4 * normal(rng) + if category == 2 { 2.5 } else { 0.0 }, 0.0, 15.0));
    set("days_since_order", days);
    set("favourite_category", category as f64);
    set("visits_30d", whole(11.0 + 5.5 * busy + 4.0 * normal(rng) - if lapsed { 5.0 } else { 0.0 }, 0.0, 40.0));
    set("emails_opened", if newsletter { whole(3.8 + 2.3 * normal(rng), 0.0, 8.0) } else { 0.0 });
    set("app_minutes", whole(-35.0 * (1.0 - rng.r#gen::<f64>()).ln(), 0.0, 180.0));
    set("night_share", whole(14.0 + 9.0 * pressed + 9.0 * normal(rng), 0.0, 100.0));
    set("customer_months", months);
    set("age", age);
    set("children", whole(0.8 + 0.9 * normal(rng) - 0.8 * up(age, 58.0, 3.0), 0.0, 5.0));
    set("region", pick(rng, &[0.12, 0.17, 0.13, 0.16, 0.21, 0.21]) as f64);
    set("gender", gender as f64);
    set("card_use", whole(40.0 + 23.0 * pressed + 10.0 * normal(rng), 0.0, 100.0));
    set("late_payments_12m", whole(0.2 + 1.1 * pressed + 0.6 * normal(rng), 0.0, 8.0));
    set("instalments_open", whole(0.5 + 0.9 * pressed + 0.6 * normal(rng), 0.0, 6.0));
    set("income_band", whole(income, 0.0, 4.0));
    set("member_level", member as f64);
    let contacts = whole(0.6 + 1.2 * normal(rng), 0.0, 10.0);
    set("service_contacts_90d", contacts);
    set("complaint_open", f64::from(u8::from(rng.gen_bool(if contacts >= 2.0 { 0.35 } else { 0.03 }))));
    set("newsletter", f64::from(u8::from(newsletter)));
    x
}

/// The planted truths: the chance that a customer accepts each offer, in the order of [`offers`].
fn chances(x: &[f64]) -> [f64; 6] {
    let v = |id: &str| x[at(id)];
    let orders = up(v("orders_90d"), 4.5, 0.8);
    let category = v("favourite_category") as usize;
    let beauty_fashion = f64::from(u8::from(category == 0 || category == 2));
    let remote = f64::from(u8::from(matches!(v("region") as usize, 0 | 2)));
    let member = v("member_level") as usize;
    let margins = [
        // free delivery: who orders often, in baskets below the € 50 from which delivery is free anyway
        -2.1 + 3.6 * orders + 0.9 * up(v("orders_90d"), 8.0, 0.8) - 2.1 * up(v("basket_avg"), 52.0, 4.0)
            + 0.7 * remote
            + 0.5 * up(v("children"), 0.5, 0.1),
        // 15 % off: who buys discounted articles anyway
        -2.2 + 4.0 * up(v("discount_share"), 47.0, 5.0) - 0.8 * up(v("basket_avg"), 95.0, 8.0)
            + 0.5 * up(v("returns_12m"), 3.5, 0.5),
        // the upgrade: long-standing customers near the next level, unless they are cross
        -2.9 + 2.1 * up(v("customer_months"), 40.0, 6.0) + 1.6 * f64::from(u8::from(member == 1)) + 1.3 * orders
            - 2.0 * v("complaint_open")
            - 0.8 * up(v("service_contacts_90d"), 2.5, 0.4),
        // early access: opened emails matter only for those who also visit often; and the proxy for gender
        -2.6 + 3.1 * up(v("emails_opened"), 3.5, 0.5) * up(v("visits_30d"), 9.5, 1.2) + 2.1 * beauty_fashion
            - 0.7 * up(v("age"), 58.0, 3.0),
        // instalments: debt pressure, thrice; and large baskets, a little
        -3.0 + 2.3 * up(v("card_use"), 62.0, 5.0)
            + 1.5 * up(v("late_payments_12m"), 0.5, 0.15)
            + 1.2 * up(v("instalments_open"), 1.5, 0.3)
            + 0.5 * up(v("night_share"), 25.0, 4.0)
            + 0.6 * up(v("basket_avg"), 95.0, 8.0)
            - 0.8 * up(v("income_band"), 2.5, 0.3),
        // win back: who has not ordered for long, and is not cross
        -3.0 + 4.3 * up(v("days_since_order"), 85.0, 9.0) - 1.6 * v("complaint_open")
            + 0.6 * up(v("discount_share"), 47.0, 6.0),
    ];
    margins.map(|m| 1.0 / (1.0 + (-m).exp()))
}

/// What the shop knows of a customer: some facts are missing, the money ones most of all.
fn known(x: &[f64], rng: &mut Xoshiro256PlusPlus) -> Vec<Value> {
    let newsletter = x[at("newsletter")] == 1.0;
    let missing = |id: &str| match id {
        "children" => 0.38,
        "income_band" => 0.30,
        "card_use" => 0.06,
        "region" => 0.02,
        "emails_opened" if !newsletter => 0.8,
        _ => 0.0,
    };
    let value = |(feature, &x): (&Feature, &f64)| {
        if rng.gen_bool(missing(&feature.id)) {
            Value::Missing
        } else if feature.kind.is_choice() {
            Value::Level(x as u32)
        } else {
            Value::Number(x)
        }
    };
    dictionary().iter().zip(x).map(value).collect()
}

struct Population {
    rows: Vec<Vec<Value>>,
    /// Per offer, whether each customer accepted it.
    accepted: Vec<Vec<u32>>,
}

fn population(seed: u64, n: usize) -> Population {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut all = Population { rows: Vec::new(), accepted: vec![Vec::new(); 6] };
    for _ in 0..n {
        let x = customer(&mut rng);
        for (column, chance) in all.accepted.iter_mut().zip(chances(&x)) {
            column.push(u32::from(rng.gen_bool(chance)));
        }
        all.rows.push(known(&x, &mut rng));
    }
    all
}

/// A whole number below `below` that a customer's number alone decides, so that what was decided hangs on nothing that is
/// known of them; splitmix64 (Steele, Lea and Flood 2014).
fn drawn(customer: usize, what: u64, below: u64) -> u64 {
    let mut z = (customer as u64 * 64 + what + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) % below
}

/// How many of 100 agreed to a purpose, and how many refused; the others were never asked.
fn asked(purpose: &str) -> (u64, u64) {
    match purpose {
        "shop" => (92, 5),
        "newsletter" => (68, 24),
        "account" => (86, 8),
        "payments" => (22, 14),
        _ => (74, 11),
    }
}

/// What customers decided about each purpose, and how many emails they were sent.
fn decisions(text: &mut String, customer: usize) {
    for (what, purpose) in (0..).zip(purposes()) {
        let (agreed, refused) = asked(&purpose.id);
        text.push_str(match drawn(customer, what, 100) {
            n if n < agreed => ",yes",
            n if n < agreed + refused => ",no",
            _ => ",",
        });
    }
    // most get a few, one in sixteen or so gets more than four
    let emails = drawn(customer, 60, 4) + drawn(customer, 61, 4);
    write!(text, ",{emails}").expect("text");
}

fn csv(all: &Population, first: usize) -> String {
    let features = dictionary();
    let mut text = "customer".to_owned();
    features.iter().for_each(|f| write!(text, ",{}", f.id).expect("text"));
    offers().iter().for_each(|o| write!(text, ",accepted_{}", o.id).expect("text"));
    purposes().iter().for_each(|p| write!(text, ",{}", p.asked_in).expect("text"));
    text += ",emails_sent_30d";
    for (row, values) in all.rows.iter().enumerate() {
        write!(text, "\n{}", first + row).expect("text");
        for (feature, value) in features.iter().zip(values) {
            match value {
                Value::Number(x) => write!(text, ",{x}"),
                Value::Level(l) => write!(text, ",{}", feature.levels()[*l as usize]),
                _ => write!(text, ","),
            }
            .expect("text");
        }
        all.accepted.iter().for_each(|a| write!(text, ",{}", a[row]).expect("text"));
        decisions(&mut text, first + row);
    }
    text + "\n"
}

// --- the models -------------------------------------------------------------------------------------------------

fn set(all: &Population, offer: usize) -> Result<TrainingSet> {
    let column = |f: usize| all.rows.iter().map(|r| r[f]).collect();
    let features = dictionary();
    let columns = (0..features.len()).map(column).collect();
    TrainingSet::new(features, columns, vec!["declined".into(), "accepted".into()], all.accepted[offer].clone())
}

fn build(
    title: &str,
    description: &str,
    training: String,
    offers: Vec<Offer>,
    trees: Vec<Tree>,
) -> Result<CustomerModel> {
    ModelBuilder {
        title: title.into(),
        description: description.into(),
        features: dictionary(),
        purposes: Purposes { list: purposes(), on_refusal: Some(OnRefusal::ByCover) },
        offers,
        link: Link::Identity { probability: true },
        rank_by: RankBy::Response,
        rounding: Rounding::F64,
        currency: "€".into(),
        trees,
        provenance: Provenance {
            format: "Candour RON 1".into(),
            objective: "chance that the offer is accepted".into(),
            training,
            cover: "training customers".into(),
            nameless: false,
            stopped: None,
            codes_are_numbers: false,
        },
    }
    .build()
}

fn retailer(all: &Population) -> Result<CustomerModel> {
    let left_out: Vec<FeatureIdx> = LEFT_OUT.iter().map(|id| FeatureIdx::new(at(id))).collect();
    let mut trees = Vec::new();
    for offer in 0..offers().len() {
        let options = Options {
            method: Method::Forest { n_trees: TREES },
            max_depth: Some(6),
            min_leaf: 15,
            mtry: Some(9),
            leave_out: left_out.clone(),
            seed: SEED + offer as u64,
        };
        trees.extend(train_trees(&set(all, offer)?, &options, OfferIdx::new(offer), &Progress::default())?);
    }
    build(
        "Retailer: what to offer next",
        "Six offers of a made-up European retailer, each scored by a forest trained on made-up customers with planted truths.",
        format!(
            "a forest of {TREES} trees for each offer on {CUSTOMERS} customers: depth up to 6, leaves of at least 15, 9 columns compared at a node, seeds {SEED} to {}; never shown: gender, app_minutes",
            SEED + 5
        ),
        offers(),
        trees,
    )
}

fn one_tree(all: &Population) -> Result<CustomerModel> {
    let asked = ["orders_90d", "basket_avg", "region", "children"];
    let left_out = dictionary().into_iter().enumerate().filter(|(_, f)| !asked.contains(&f.id.as_str()));
    let options = Options {
        max_depth: Some(3),
        min_leaf: 60,
        leave_out: left_out.map(|(i, _)| FeatureIdx::new(i)).collect(),
        ..Options::tree()
    };
    let trees = train_trees(&set(all, 0)?, &options, OfferIdx(0), &Progress::default())?;
    let offer = Offer { aggregate: Aggregate::Sum, ..offers().remove(0) };
    build(
        "One tree: free delivery",
        "A single small tree to learn on: who accepts free delivery for a year.",
        format!("one decision tree on {CUSTOMERS} customers: depth up to 3, leaves of at least 60"),
        vec![offer],
        trees,
    )
}

// --- the people -------------------------------------------------------------------------------------------------

fn score(model: &CustomerModel, values: &[Value]) -> Recommendation {
    recommend(model, values, &margins(model, &Codes::of(model, values), Absence::ByCover))
}

/// A typical customer with some facts said: `"orders_90d=7"`, `"region=Baltic"`, `"children=?"` for not known.
fn person(facts: &[&str]) -> Vec<Value> {
    let usual = "orders_90d=3 basket_avg=58 discount_share=30 returns_12m=1 days_since_order=12 visits_30d=8 \
                 emails_opened=3 app_minutes=20 night_share=10 customer_months=24 age=40 children=0 card_use=30 \
                 late_payments_12m=0 instalments_open=0 service_contacts_90d=0 complaint_open=0 newsletter=1";
    let features = dictionary();
    let mut values = vec![Value::Missing; features.len()];
    for fact in usual.split_whitespace().chain(facts.iter().copied()) {
        let (id, text) = fact.split_once('=').unwrap_or_else(|| panic!("no fact: {fact}"));
        let level = features[at(id)].levels().iter().position(|l| l == text);
        values[at(id)] = match (level, text) {
            (Some(level), _) => Value::Level(level as u32),
            (None, "?") => Value::Missing,
            _ => Value::Number(text.parse().unwrap_or_else(|_| panic!("no value: {fact}"))),
        };
    }
    values
}

/// Of all ways to choose one value for each of the free facts for which the story is true, the one it likes best: the
/// least of what it returns.
fn find(
    model: &CustomerModel,
    name: &str,
    fixed: &[&str],
    free: &[(&str, &[f64])],
    story: impl Fn(&[Value], &Recommendation) -> Option<f64>,
) -> Vec<Value> {
    let all: usize = free.iter().map(|(_, options)| options.len()).product();
    let mut best: Option<(f64, Vec<Value>)> = None;
    for mut n in 0..all {
        let mut values = person(fixed);
        for (id, options) in free {
            values[at(id)] = Value::Number(options[n % options.len()]);
            n /= options.len();
        }
        let cost = story(&values, &score(model, &values));
        if let Some(cost) = cost.filter(|&c| best.as_ref().is_none_or(|(least, _)| c < *least)) {
            best = Some((cost, values));
        }
    }
    best.unwrap_or_else(|| panic!("no values make the story of {name} true")).1
}

fn won(model: &CustomerModel, r: &Recommendation, first: &str) -> bool {
    r.winner().is_some_and(|w| model.offer(w.offer).id == first)
}

fn second(model: &CustomerModel, r: &Recommendation, id: &str) -> bool {
    r.runner_up().is_some_and(|w| model.offer(w.offer).id == id)
}

fn response(r: &Recommendation) -> f64 {
    r.winner().map_or(0.0, |w| w.response)
}

/// What a feature adds to the recommended offer's chance.
fn share(model: &CustomerModel, explainer: &Explainer, values: &[Value], r: &Recommendation, id: &str) -> f64 {
    let winner = r.winner().expect("somebody wins");
    explainer.attribute(&Codes::of(model, values), winner.offer, winner.margin).shares[at(id)]
}

fn with(values: &[Value], id: &str, value: Value) -> Vec<Value> {
    let mut other = values.to_vec();
    other[at(id)] = value;
    other
}

/// What the sample people decided: made up, as they are.
fn decided(name: &str) -> Consents {
    let granted = |day: &str| Consent::Granted { on: Some(on(day)) };
    let mut consents: Consents = purposes().into_iter().map(|p| (p.id, granted("2025-03-12"))).collect();
    let mut differs = |purpose: &str, consent| consents.insert(purpose.into(), consent);
    match name {
        "Maya Lindqvist" => {
            differs("payments", Consent::NotAsked);
            differs("loyalty", granted("2025-06-02"));
        }
        "Jonas Keller" => {
            differs("payments", Consent::Refused { on: Some(on("2025-09-30")) });
        }
        "Piet van Dijk" => {
            differs("newsletter", Consent::Refused { on: Some(on("2025-11-03")) });
        }
        _ => {}
    }
    consents
}

fn on(day: &str) -> i32 {
    match candour::base::date::read(day) {
        candour::base::date::Read::Day(day) => day,
        other => panic!("{day}: {other:?}"),
    }
}

#[expect(clippy::too_many_lines, reason = "a list of people is data")]
fn people(model: &CustomerModel) -> Vec<(&'static str, Profile)> {
    let explainer = Explainer::new(model);
    let profile = |name: &str, pronoun, story: &str, values| Profile {
        name: name.into(),
        fictional: true,
        pronoun,
        story: story.into(),
        values,
        consents: decided(name),
    };
    let gap = |r: &Recommendation| r.gap().unwrap_or(1.0);

    let maya = find(
        model,
        "Maya",
        &[
            "favourite_category=Home",
            "region=Baltic",
            "gender=Woman",
            "income_band=€ 2500–3500",
            "member_level=Basic",
            "age=34",
            "children=1",
            "customer_months=19",
            "days_since_order=6",
            "discount_share=32",
        ],
        &[
            ("orders_90d", &[7.0, 8.0, 6.0, 9.0]),
            ("emails_opened", &[6.0, 5.0, 7.0, 4.0]),
            ("visits_30d", &[14.0, 12.0, 16.0, 11.0, 10.0, 18.0]),
            ("basket_avg", &[58.4, 62.4, 54.4, 66.4, 70.4, 52.4]),
        ],
        |values, r| {
            let switch = |x: f64| {
                let other = score(model, &with(values, "orders_90d", Value::Number(x)));
                other.winner().is_some_and(|w| model.offer(w.offer).id == "early_access")
            };
            let told = won(model, r, "free_delivery")
                && second(model, r, "early_access")
                && (0.60..0.75).contains(&response(r))
                && (0.045..0.105).contains(&gap(r))
                && r.ranked[1].response - r.ranked[2].response > 0.03
                && (switch(4.0) || switch(5.0));
            let basket = if told { share(model, &explainer, values, r, "basket_avg") } else { 0.0 };
            (basket < -0.035).then(|| (response(r) - 0.66).abs() + (gap(r) - 0.075).abs() - 0.5 * basket.abs())
        },
    );
    let jonas = find(
        model,
        "Jonas",
        &[
            "favourite_category=Electronics",
            "region=Rhine",
            "gender=Man",
            "income_band=€ 1500–2500",
            "member_level=Basic",
            "age=29",
            "children=?",
            "visits_30d=13",
            "newsletter=0",
            "emails_opened=?",
        ],
        &[
            ("card_use", &[84.0, 78.0, 71.0, 92.0]),
            ("late_payments_12m", &[2.0, 1.0, 3.0]),
            ("instalments_open", &[2.0, 3.0]),
            ("night_share", &[22.0, 16.0, 28.0]),
            ("discount_share", &[46.0, 42.0, 49.0, 52.0]),
            ("basket_avg", &[76.5, 92.5]),
        ],
        |values, r| {
            let mut calm = with(values, "card_use", Value::Number(25.0));
            calm = with(&calm, "late_payments_12m", Value::Number(0.0));
            calm = with(&calm, "instalments_open", Value::Number(0.0));
            let told = won(model, r, "pay_later") && gap(r) > 0.15 && won(model, &score(model, &calm), "discount_15");
            told.then(|| (response(r) - 0.78).abs())
        },
    );
    let tie = find(
        model,
        "Irena",
        &[
            "favourite_category=Food",
            "region=Danube",
            "gender=Woman",
            "income_band=€ 2500–3500",
            "member_level=Silver",
            "age=51",
            "children=0",
        ],
        &[
            ("customer_months", &[48.0, 44.0, 41.0, 38.0, 36.0, 33.0]),
            ("discount_share", &[48.0, 51.0, 54.0, 57.0, 62.0, 68.0, 45.0]),
            ("orders_90d", &[4.0, 3.0, 5.0]),
            ("service_contacts_90d", &[0.0, 1.0, 2.0]),
            ("returns_12m", &[2.0, 3.0, 1.0, 4.0]),
        ],
        |_, r| {
            let told = won(model, r, "loyalty_upgrade") && second(model, r, "discount_15") && response(r) > 0.45;
            (told && gap(r) > 0.0).then(|| gap(r))
        },
    );
    let chiara = find(
        model,
        "Chiara",
        &[
            "favourite_category=Fashion",
            "region=Mediterranean",
            "gender=Woman",
            "income_band=€ 1500–2500",
            "member_level=Basic",
            "age=27",
            "children=0",
            "customer_months=14",
        ],
        &[
            ("emails_opened", &[4.0, 5.0, 3.0, 6.0]),
            ("visits_30d", &[9.0, 10.0, 11.0, 12.0]),
            ("discount_share", &[48.0, 46.0, 50.0, 44.0, 52.0]),
        ],
        |values, r| {
            let other = score(model, &with(values, "favourite_category", Value::Level(5)));
            let told = won(model, r, "early_access") && won(model, &other, "discount_15") && gap(r) > 0.03;
            told.then(|| (response(r) - 0.6).abs())
        },
    );
    let piet = find(
        model,
        "Piet",
        &[
            "favourite_category=Sports",
            "region=Atlantic coast",
            "gender=Man",
            "income_band=€ 3500–5000",
            "member_level=Silver",
            "age=58",
            "children=0",
            "orders_90d=0",
            "visits_30d=2",
            "emails_opened=1",
            "customer_months=44",
        ],
        &[("days_since_order", &[132.0, 148.0, 165.0, 180.0]), ("discount_share", &[28.0, 35.0, 50.0])],
        |values, r| {
            let soon = score(model, &with(values, "days_since_order", Value::Number(40.0)));
            let told = won(model, r, "win_back") && !won(model, &soon, "win_back");
            told.then(|| (response(r) - 0.74).abs())
        },
    );
    let noor = find(
        model,
        "Noor",
        &[
            "favourite_category=Toys",
            "region=?",
            "gender=?",
            "income_band=?",
            "member_level=Basic",
            "age=36",
            "children=?",
            "emails_opened=?",
            "newsletter=0",
            "late_payments_12m=1",
            "instalments_open=2",
        ],
        &[
            ("card_use", &[74.0, 80.0, 86.0]),
            ("discount_share", &[38.0, 42.0, 34.0, 46.0]),
            ("orders_90d", &[3.0, 4.0, 2.0]),
        ],
        |values, r| {
            let stated = score(model, &with(values, "income_band", Value::Level(1)));
            let told = won(model, r, "discount_15") && won(model, &stated, "pay_later");
            told.then(|| (response(r) - 0.4).abs())
        },
    );
    vec![
        (
            "maya",
            profile(
                "Maya Lindqvist",
                Pronoun::She,
                "Orders often and reads the newsletter; her baskets are already large enough for delivery to be free. A few orders fewer, and something else would be recommended.",
                maya,
            ),
        ),
        (
            "jonas",
            profile(
                "Jonas Keller",
                Pronoun::He,
                "Close to his credit limit, late with bills and paying off two purchases. The model has learned that this is when people say yes to more credit.",
                jonas,
            ),
        ),
        (
            "irena",
            profile(
                "Irena Novak",
                Pronoun::She,
                "Long-standing, steady and fond of a discount. Two offers are all but equal for her, and which one comes first hangs on very little.",
                tie,
            ),
        ),
        (
            "chiara",
            profile(
                "Chiara Moretti",
                Pronoun::She,
                "Buys fashion, now and then at a discount. With the same habits and a favourite category that mostly men have, she would be offered something else.",
                chiara,
            ),
        ),
        ("piet", profile("Piet van Dijk", Pronoun::He, "A loyal customer once; no order for months.", piet)),
        (
            "noor",
            profile(
                "Noor Haddad",
                Pronoun::They,
                "Told the shop little: no income, no children, no region, no newsletter. One answer on a form would open a credit offer.",
                noor,
            ),
        ),
    ]
}

// --- all of it --------------------------------------------------------------------------------------------------

fn print_winners(model: &CustomerModel, all: &Population) {
    let mut wins = vec![0usize; model.offers().len()];
    let (mut tops, mut gaps) = (Vec::new(), Vec::new());
    for row in &all.rows {
        let r = score(model, row);
        if let (Some(winner), Some(gap)) = (r.winner(), r.gap()) {
            wins[winner.offer.index()] += 1;
            tops.push(winner.response);
            gaps.push(gap);
        }
    }
    tops.sort_by(f64::total_cmp);
    gaps.sort_by(f64::total_cmp);
    for (offer, (won, accepted)) in model.offers().iter().zip(wins.iter().zip(&all.accepted)) {
        let rate = f64::from(accepted.iter().sum::<u32>()) / CUSTOMERS as f64;
        println!("{:<16} best for {:5.1} %   accepted by {:5.1} %", offer.id, *won as f64 / 30.0, rate * 100.0);
    }
    let at = |v: &[f64], q: usize| v[(v.len() - 1) * q / 100];
    println!("top chance  10/50/90 %: {:.2} {:.2} {:.2}", at(&tops, 10), at(&tops, 50), at(&tops, 90));
    println!("gap         10/50/90 %: {:.3} {:.3} {:.3}", at(&gaps, 10), at(&gaps, 50), at(&gaps, 90));
    assert!(wins.iter().all(|&w| w * 100 >= 4 * CUSTOMERS && w * 100 <= 40 * CUSTOMERS), "winners must vary");
}

/// Measures the planted truths that the model should have learned, and refuses to go on if it has not.
fn check_truths(model: &CustomerModel, all: &Population) {
    let results: Vec<Recommendation> = all.rows.iter().map(|row| score(model, row)).collect();
    let mean = |of: &dyn Fn(&Recommendation) -> f64, keep: &dyn Fn(&[Value]) -> bool| {
        let kept: Vec<f64> = all.rows.iter().zip(&results).filter(|(row, _)| keep(row)).map(|(_, r)| of(r)).collect();
        kept.iter().sum::<f64>() / kept.len() as f64
    };
    let is = |row: &[Value], id: &str, level: u32| row[at(id)] == Value::Level(level);
    let least = |row: &[Value], id: &str, x: f64| matches!(row[at(id)], Value::Number(v) if v >= x);
    let wins = |id: &'static str| move |r: &Recommendation| f64::from(u8::from(won(model, r, id)));
    let chance = |id: &str| {
        let offer = model.find_offer(id).expect("a known offer");
        move |r: &Recommendation| r.of(offer).1.response
    };

    let women = mean(&wins("early_access"), &|row| is(row, "gender", 0));
    let men = mean(&wins("early_access"), &|row| is(row, "gender", 1));
    println!("early access recommended to women {:.1} %, to men {:.1} %", women * 100.0, men * 100.0);
    assert!(women > 2.0 * men, "the favourite category must stand in for gender");

    let credit = [0.0, 1.0].map(|late| {
        mean(&wins("pay_later"), &|row| {
            row[at("income_band")] != Value::Missing && least(row, "late_payments_12m", 1.0) == (late == 1.0)
        })
    });
    println!("credit recommended to the punctual {:.1} %, to the late {:.1} %", credit[0] * 100.0, credit[1] * 100.0);
    assert!(credit[1] > 4.0 * credit[0], "debt pressure must show");

    let emails = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(visits, opened)| {
        mean(&chance("early_access"), &|row| {
            row[at("emails_opened")] != Value::Missing
                && least(row, "visits_30d", 10.0) == (visits == 1)
                && least(row, "emails_opened", 4.0) == (opened == 1)
        })
    });
    let [few_few, few_many, many_few, many_many] = emails.map(|x| x * 100.0);
    println!(
        "early access by emails opened: few visits {few_few:.1} to {few_many:.1} %, many visits {many_few:.1} to {many_many:.1} %"
    );
    assert!(many_many - many_few > 4.0 * (few_many - few_few), "emails must matter for frequent visitors only");

    for id in LEFT_OUT {
        assert!(!model.uses(FeatureIdx::new(at(id))), "{id} must be in no split");
    }
}

fn print_person(model: &CustomerModel, profile: &Profile) {
    let r = score(model, &profile.values);
    let top: Vec<String> =
        r.ranked.iter().take(3).map(|o| format!("{} {:.1} %", model.offer(o.offer).id, o.response * 100.0)).collect();
    println!("\n{}: {}", profile.name, top.join(", "));
    let winner = r.winner().expect("somebody wins");
    let codes = Codes::of(model, &profile.values);
    let attribution = Explainer::new(model).attribute(&codes, winner.offer, winner.margin);
    let mut shares: Vec<_> = model.features().iter().map(|(i, f)| (attribution.shares[i.index()], &f.id)).collect();
    shares.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    for (share, id) in shares.iter().take(6) {
        println!("   {:+6.1}  {id} {:?}", share * 100.0, profile.values[at(id)]);
    }
    for (idx, feature) in model.features().iter().filter(|(_, f)| !f.kind.is_choice()) {
        let curve = response_curve(model, &profile.values, &codes, idx, Absence::ByCover, None);
        let name = |w: Option<OfferIdx>| w.map_or("nothing", |o| model.offer(o).id.as_str());
        let winners = curve.winners();
        if winners.len() > 1 {
            let text: Vec<String> = winners.iter().map(|(low, _, w)| format!("from {low} {}", name(*w))).collect();
            println!("   along {}: {}", feature.id, text.join(", "));
        }
    }
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let all = population(SEED, CUSTOMERS);
    let model = retailer(&all).map_err(|e| e.to_string())?;
    print_winners(&model, &all);
    check_truths(&model, &all);
    let small = one_tree(&all).map_err(|e| e.to_string())?;
    let people = people(&model);
    std::fs::create_dir_all(folder.join("profiles"))?;
    for (file, profile) in &people {
        print_person(&model, profile);
        let text = candour::data::profile_ron::write(&model, profile);
        std::fs::write(folder.join("profiles").join(file).with_extension("ron"), text)?;
    }
    for (file, model) in [("retailer.ron", &model), ("one_tree.ron", &small)] {
        let text = candour::import::candour_ron::write(model);
        let back = candour::import::candour_ron::read(text.as_bytes()).map_err(|e| e.to_string())?;
        assert!(back.value == *model && back.warnings.is_empty(), "{file} must read back as it was");
        println!("{file}: {} trees, {} leaves, {} KB", model.trees().len(), model.n_leaves(), text.len() / 1000);
        std::fs::write(folder.join(file), text)?;
    }
    std::fs::write(folder.join("retailer_customers.csv"), csv(&all, 10_001))?;
    std::fs::write(folder.join("retailer_tested.csv"), csv(&population(SEED + 1, TESTED), 20_001))?;
    Ok(())
}

//! The words of the command line. What they mean stands in `src/cli/run.rs`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Rounds;
use crate::open::Reading;

/// See why a customer gets what they get, and what would change it. Everything stays on this machine.
#[derive(Parser, Debug)]
#[command(name = "candour", version, max_term_width = 100)]
#[command(after_help = "Without a command the window opens with the demonstration.\n\
    Exit codes: 0 done, 1 a check did not hold, 2 the input or the call was wrong, 130 stopped.")]
pub struct Words {
    /// What to do; opens the window if there is none.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Open the window
    Open(Open),
    /// Say what a model is, what was read, and what to know about it
    Inspect(Inspect),
    /// Explain one customer: what they get, why, and what would change it
    Explain(Explain),
    /// Say what every offer would score at every value of one fact, or of two
    Curve(Curve),
    /// Compare what-ifs of one customer side by side
    Scenarios(Scenarios),
    /// Say what matters most over many customers
    Importance(Importance),
    /// Find the cheapest allowed change after which another offer comes first, or prove that there is none
    Counterfactual(Counterfactual),
    /// Find the smallest set of facts that alone guarantees what a customer gets
    Enough(Enough),
    /// Say what each permission is worth to a customer: what refusing facts changes, and what it cannot change
    Balance(Balance),
    /// Who gets what, by groups of customers: rates with what they probably are, each group against a reference, mistakes
    /// where outcomes are known, and the facts behind a gap
    Audit(Audit),
    /// Write a consent receipt for a customer: what is used for what, by which basis, for how long
    Receipt(Receipt),
    /// Lock a file that holds a person's facts with a passphrase
    Lock(Locking),
    /// Write a locked file unlocked
    Unlock(Locking),
    /// Score every row of a table
    Score(Score),
    /// Attribute every row of a table: each feature's exact share of each offer's margin
    Attribute(Attribute),
    /// Measure one step of a slider: one JSON line
    #[command(hide = true)]
    BenchClick(BenchClick),
    /// Train a small tree or forest from a table with a known outcome
    Train(Train),
}

/// What the window opens with.
#[derive(Args, Clone, PartialEq, Debug, Default)]
pub struct Open {
    /// The customer model; the demonstration if there is none
    pub model: Option<PathBuf>,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// The customer: a RON profile or a table
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
}

/// Which rounds of training answer.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoundsWord {
    /// Those up to the best, as XGBoost's estimators answer
    Best,
    /// All, as XGBoost's Booster answers
    All,
}

/// How the model's file is read, where it can be read in more than one way.
#[derive(Args, Clone, PartialEq, Debug, Default)]
pub struct ReadingWords {
    /// Which rounds answer where training was stopped early; what the dictionary says if not given, else all
    #[arg(long, value_enum)]
    pub rounds: Option<RoundsWord>,
    /// A number that stands for "not known" in the data, such as 0 for a model that was trained on a sparse matrix, or
    /// -999; of one feature (its id or label) or of all; in a choice it is the code of a level, and of all only XGBoost's models are
    /// meant there; may be repeated
    #[arg(long, value_name = "[FEATURE=]NUMBER", value_parser = missing, allow_negative_numbers = true)]
    pub missing: Vec<(Option<String>, f64)>,
}

/// Reads what stands behind `--missing`; a name may hold "=" itself.
fn missing(text: &str) -> Result<(Option<String>, f64), String> {
    let (name, number) = text.rsplit_once('=').map_or((None, text), |(name, number)| (Some(name.trim()), number));
    match number.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => Ok((name.map(str::to_owned), x)),
        _ => Err("expected a number, or FEATURE=NUMBER".to_owned()),
    }
}

impl ReadingWords {
    /// What the words mean.
    pub fn reading(&self) -> Reading {
        let rounds = self.rounds.map(|word| match word {
            RoundsWord::Best => Rounds::Best,
            RoundsWord::All => Rounds::All,
        });
        Reading { rounds, missing: self.missing.clone(), exactly: Vec::new() }
    }
}

/// How a report is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportFormat {
    /// For people, in a terminal
    Text,
    /// For programs; documented in docs/json.md
    Json,
    /// One page with its figures, for a browser or a printer
    Html,
}

/// How a report with a table of numbers is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumbersFormat {
    /// For people, in a terminal
    Text,
    /// For programs; documented in docs/json.md
    Json,
    /// For a spreadsheet
    Csv,
    /// One page with its figures, for a browser or a printer
    Html,
}

/// What "not knowing a feature" means.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum AbsenceWord {
    /// Averaged along the trees by training cover
    Cover,
    /// Averaged over the rows of --background
    Background,
}

/// With which numbers is computed and written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    /// Float32: faster, about seven digits
    F32,
    /// Float64
    F64,
}

/// What "not knowing a feature" means, and over whom.
#[derive(Args, Clone, Debug)]
pub struct AbsenceWords {
    /// What not knowing a feature means; background where --background is given, else cover
    #[arg(long, value_enum)]
    pub absence: Option<AbsenceWord>,
    /// Reference customers to average over, a table with the model's features; with --absence cover, customers to
    /// count covers over where the model's file stores none
    #[arg(long, value_name = "FILE")]
    pub background: Option<PathBuf>,
}

/// From where on the only outcome of a model is sent.
#[derive(Args, Clone, Debug)]
pub struct LineWords {
    /// From which chance on you would send, in a model with one outcome: 0.2 or 20%; what the data dictionary says if
    /// not given, else what the model says of the average customer
    #[arg(long, value_name = "CHANCE", value_parser = chance, allow_negative_numbers = true)]
    pub threshold: Option<f64>,
}

/// Reads a chance as a share or in per cent; also a value, where responses are values.
fn chance(text: &str) -> Result<f64, String> {
    let (number, scale) = text.trim().strip_suffix('%').map_or((text, 1.0), |percent| (percent, 100.0));
    match number.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x / scale),
        _ => Err("expected a chance such as 0.2 or 20%".to_owned()),
    }
}

/// Whom it is about.
#[derive(Args, Debug)]
pub struct Who {
    /// The customer: a RON profile, or a table with --row or --customer
    #[arg(long, value_name = "FILE")]
    pub profile: PathBuf,
    /// Which row of the table, counted from 0
    #[arg(long, value_name = "N", conflicts_with = "customer")]
    pub row: Option<usize>,
    /// Which row of the table, by its label
    #[arg(long, value_name = "LABEL")]
    pub customer: Option<String>,
}

/// What an exact search is asked, and for how long.
#[derive(Args, Debug)]
pub struct SearchWords {
    /// From where on the only outcome is sent
    #[command(flatten)]
    pub line: LineWords,
    /// The same as a margin, and also for one offer of several by itself
    #[arg(long, value_name = "MARGIN", allow_negative_numbers = true, conflicts_with = "threshold")]
    pub target: Option<f64>,
    /// How many seconds to search before saying between which bounds the answer lies; until it is found if not said
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub budget: Option<f64>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
}

/// `candour inspect`
#[derive(Args, Debug)]
pub struct Inspect {
    /// The customer model, or a data dictionary that names its models
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// Customers to hold against it: which column is which fact, what is missing, what is unused
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// A column of --data with what the model's library said of each row: every row is scored again and compared; may
    /// be repeated, once per offer in their order. Columns named expected_margin, prediction and the like are found
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub predictions: Vec<String>,
    /// Write a first draft of a data dictionary beside the model (NAME.candour.ron), or to FILE; with --data also from
    /// what the table holds
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub save_dictionary: Option<Option<PathBuf>>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
}

/// `candour explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// Whom it is about
    #[command(flatten)]
    pub who: Who,
    /// The offer to explain, by id or title; the recommended one if none is named
    #[arg(long, value_name = "OFFER")]
    pub offer: Option<String>,
    /// Another offer, by id or title: say why the one explained stands where it does beside it
    #[arg(long, value_name = "OFFER")]
    pub versus: Option<String>,
    /// From where on the only outcome is sent
    #[command(flatten)]
    pub line: LineWords,
    /// What not knowing a feature means
    #[command(flatten)]
    pub absence: AbsenceWords,
    /// Change a fact first: a feature's id or label and its value, `missing` or `withheld`; may be repeated
    #[arg(long, value_name = "FEATURE=VALUE")]
    pub set: Vec<String>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Where to write it, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `candour curve`
#[derive(Args, Debug)]
pub struct Curve {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// Whom it is about
    #[command(flatten)]
    pub who: Who,
    /// The fact to go along: a feature's id or label
    #[arg(long, value_name = "FEATURE")]
    pub feature: String,
    /// A second fact: the map of both
    #[arg(long, value_name = "FEATURE")]
    pub feature2: Option<String>,
    /// From where on the only outcome is sent
    #[command(flatten)]
    pub line: LineWords,
    /// What not knowing a feature means
    #[command(flatten)]
    pub absence: AbsenceWords,
    /// Change a fact first: a feature's id or label and its value, `missing` or `withheld`; may be repeated
    #[arg(long, value_name = "FEATURE=VALUE")]
    pub set: Vec<String>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Where to write it, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `candour scenarios`
#[derive(Args, Debug)]
pub struct Scenarios {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// Whom it is about
    #[command(flatten)]
    pub who: Who,
    /// A what-if, to stand beside the customer as they are: what to call it, if it is to have a name of its own, then the facts
    /// that change, as --set has them in `candour explain`; may be repeated
    #[arg(long, value_name = "[NAME:] FEATURE=VALUE, …", required = true)]
    pub scenario: Vec<String>,
    /// From where on the only outcome is sent
    #[command(flatten)]
    pub line: LineWords,
    /// What not knowing a feature means
    #[command(flatten)]
    pub absence: AbsenceWords,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: NumbersFormat,
    /// Where to write it, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `candour importance`
#[derive(Args, Debug)]
pub struct Importance {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// The customers, a table with the model's features
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// For which offer, by id or title; for each if none is named
    #[arg(long, value_name = "OFFER")]
    pub offer: Option<String>,
    /// What not knowing a feature means
    #[command(flatten)]
    pub absence: AbsenceWords,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: NumbersFormat,
    /// Where to write it, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `candour counterfactual`
#[derive(Args, Debug)]
pub struct Counterfactual {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// Whom it is about
    #[command(flatten)]
    pub who: Who,
    /// The offer that is to come first, by id or title; any other than the recommended one if none is named
    #[arg(long, value_name = "OFFER")]
    pub offer: Option<String>,
    /// The facts that may change, by id or label; all that the rules leave free if not said
    #[arg(long, value_name = "FEATURE,…", value_delimiter = ',')]
    pub levers: Option<Vec<String>>,
    /// The most facts that may change at once
    #[arg(long, value_name = "K")]
    pub max_changes: Option<usize>,
    /// How far each fact may go, in which direction and at what price; what the data dictionary says if not given
    #[arg(long, value_name = "FILE.ron")]
    pub rules: Option<PathBuf>,
    /// What is asked, and for how long
    #[command(flatten)]
    pub search: SearchWords,
}

/// `candour enough`
#[derive(Args, Debug)]
pub struct Enough {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// Whom it is about
    #[command(flatten)]
    pub who: Who,
    /// The offer of which it is to be guaranteed that it comes first, or that it does not
    #[arg(long, value_name = "OFFER")]
    pub offer: Option<String>,
    /// What the other facts may be; what the data dictionary says if not given
    #[arg(long, value_name = "FILE.ron")]
    pub rules: Option<PathBuf>,
    /// What is asked, and for how long
    #[command(flatten)]
    pub search: SearchWords,
}

/// What takes the place of a refused fact.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum MethodWord {
    /// Averaged along the trees by training cover
    Cover,
    /// Averaged over the customers of --background
    Background,
    /// Taken as not known
    Missing,
}

/// `candour balance`
#[derive(Args, Debug)]
pub struct Balance {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// The customer: a RON profile, or a table with --row or --customer
    #[arg(long, value_name = "FILE", required_unless_present = "data", conflicts_with = "data")]
    pub profile: Option<PathBuf>,
    /// Which row of the table, counted from 0
    #[arg(long, value_name = "N", conflicts_with_all = ["customer", "data"])]
    pub row: Option<usize>,
    /// Which row of the table, by its label
    #[arg(long, value_name = "LABEL", conflicts_with = "data")]
    pub customer: Option<String>,
    /// Many customers instead of one, a table with the model's features: for how many the offer stays without a fact
    #[arg(long, value_name = "FILE", conflicts_with_all = ["refuse", "grant", "nothing_personal"])]
    pub data: Option<PathBuf>,
    /// With --data, a fact by which somebody may be recognised, a number perhaps between bounds; may be repeated
    #[arg(long, value_name = "FACT[=NUMBER,NUMBER…]", requires = "data")]
    pub identify: Vec<String>,
    /// With --data, how intrusive each fact is, in somebody's opinion; what the data dictionary says if not given
    #[arg(long, value_name = "FILE.ron", requires = "data")]
    pub weights: Option<PathBuf>,
    /// With --data, a fact of the model or a column of the table by whose values customers are divided into groups; may
    /// be repeated
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub by: Vec<String>,
    /// Bounds of numbers that are one group, for a column that --by names; may be repeated
    #[arg(long, value_name = "COLUMN=NUMBER,NUMBER…", requires = "by")]
    pub bands: Vec<String>,
    /// The fewest people of a group of whom something is said
    #[arg(long, value_name = "N", requires = "by", default_value_t = crate::ask::groups::LEAST,
        value_parser = clap::value_parser!(u64).range(1..))]
    pub min_group: u64,
    /// With --data, the column of 0 and 1 that tells what became of an offer, where it is not called accepted_OFFER; may
    /// be repeated
    #[arg(long, value_name = "[OFFER=]COLUMN", requires = "data")]
    pub outcome: Vec<String>,
    /// With --data, for how many customers the offer is proven to stay without each purpose, whatever its facts are: a
    /// search for each customer and purpose, which --budget ends
    #[arg(long, requires = "data")]
    pub proven: bool,
    /// With --data, the first so many customers only
    #[arg(long, value_name = "N", requires = "data", value_parser = clap::value_parser!(u64).range(1..))]
    pub rows: Option<u64>,
    /// A purpose or a fact that is refused, beside what the profile refuses
    #[arg(long, value_name = "ID")]
    pub refuse: Vec<String>,
    /// A purpose or a fact that is not refused, whatever the profile says
    #[arg(long, value_name = "ID")]
    pub grant: Vec<String>,
    /// Refuse everything: what anybody would get
    #[arg(long)]
    pub nothing_personal: bool,
    /// What takes the place of a refused fact; what the data dictionary says if not given
    #[arg(long, value_enum)]
    pub method: Option<MethodWord>,
    /// Reference customers to average over, a table with the model's features
    #[arg(long, value_name = "FILE")]
    pub background: Option<PathBuf>,
    /// What the refused facts may be; what the data dictionary says if not given
    #[arg(long, value_name = "FILE.ron")]
    pub rules: Option<PathBuf>,
    /// How many seconds to search in all before saying between which bounds the answer lies
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub budget: Option<f64>,
    /// How to print it; csv with --data only
    #[arg(long, value_enum, default_value = "text")]
    pub format: NumbersFormat,
}

/// `candour audit`
#[derive(Args, Debug)]
pub struct Audit {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// The customers: a table with the model's features
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// A fact of the model or a column of the table by whose values customers are divided into groups; may be repeated
    #[arg(long, value_name = "COLUMN", required = true)]
    pub by: Vec<String>,
    /// Bounds of numbers that are one group, for a column that --by names; may be repeated
    #[arg(long, value_name = "COLUMN=NUMBER,NUMBER…")]
    pub bands: Vec<String>,
    /// The column of 0 and 1 that tells what became of an offer, where it is not called accepted_OFFER; may be repeated
    #[arg(long, value_name = "[OFFER=]COLUMN")]
    pub outcome: Vec<String>,
    /// From which response on the only offer of a model is given; what the data dictionary says if not given, else 0.5
    #[arg(long, value_name = "RESPONSE", allow_negative_numbers = true)]
    pub threshold: Option<f64>,
    /// The group that the others of a column are held against; the largest if not given; may be repeated
    #[arg(long, value_name = "COLUMN=GROUP")]
    pub reference: Vec<String>,
    /// The fewest people of whom something is said
    #[arg(long, value_name = "N", default_value_t = crate::ask::groups::LEAST,
        value_parser = clap::value_parser!(u64).range(1..))]
    pub min_group: u64,
    /// Reference customers to average over, a table with the model's features
    #[arg(long, value_name = "FILE")]
    pub background: Option<PathBuf>,
    /// The first so many customers only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub rows: Option<u64>,
    /// Write it to a file instead of printing it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
}

/// How a receipt is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiptFormat {
    /// For people
    Text,
    /// One page
    Html,
    /// JSON-LD in the words of ISO/IEC TS 27560 and the Data Privacy Vocabulary
    JsonLd,
}

/// `candour receipt`
#[derive(Args, Debug)]
pub struct Receipt {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// Whom it is about
    #[command(flatten)]
    pub who: Who,
    /// The day of the receipt; today if not given
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReceiptFormat,
}

/// `candour lock` and `candour unlock`
#[derive(Args, Debug)]
pub struct Locking {
    /// The file; it stays as it is
    pub file: PathBuf,
    /// Where to write; beside it, with or without .age, if not given
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `candour score`
#[derive(Args, Debug)]
pub struct Score {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// The customers, a table with the model's features
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// The table to write, CSV or .parquet: row, offer, margin, response
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How many threads work; as many as there are cores if not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// `candour attribute`
#[derive(Args, Debug)]
pub struct Attribute {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// The customers, a table with the model's features
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// The table to write, CSV or .parquet: row, offer, base_value, one column per feature, margin, residual
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// What not knowing a feature means
    #[command(flatten)]
    pub absence: AbsenceWords,
    /// Write pairs instead: row, offer, feature_a, feature_b, value; both orders, the diagonal the main effect
    #[arg(long)]
    pub interactions: bool,
    /// The numbers that are computed with and written
    #[arg(long, value_enum, default_value = "f64")]
    pub precision: Precision,
    /// How many threads work; as many as there are cores if not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print one JSON line to standard error: rows, trees, leaves, threads, and seconds. Reading and writing count the
    /// seconds of every thread that does it
    #[arg(long)]
    pub timings: bool,
}

/// `candour bench-click`
#[derive(Args, Debug)]
pub struct BenchClick {
    /// The customer model
    pub model: PathBuf,
    /// How the model is read
    #[command(flatten)]
    pub reading: ReadingWords,
    /// The customers, a table with the model's features: a different one each click
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// What not knowing a feature means
    #[command(flatten)]
    pub absence: AbsenceWords,
    /// Pairs too
    #[arg(long)]
    pub interactions: bool,
}

/// What to train.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum TrainKind {
    /// One tree that a person can read whole
    Tree,
    /// The mean of many trees
    Forest,
}

/// `candour train`
#[derive(Args, Debug)]
pub struct Train {
    /// The table to learn from; every column but the target and row labels becomes a feature
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// The column with the known outcome: yes or no, or a class
    #[arg(long, value_name = "COLUMN")]
    pub target: String,
    /// What to train
    #[arg(long, value_enum, default_value = "forest")]
    pub kind: TrainKind,
    /// The model file to write, Candour RON
    #[arg(long, value_name = "MODEL.ron")]
    pub out: PathBuf,
    /// A column to leave out; may be repeated
    #[arg(long, value_name = "COLUMN")]
    pub leave_out: Vec<String>,
    /// How many trees a forest has
    #[arg(long, value_name = "N")]
    pub trees: Option<usize>,
    /// The most questions on a way down a tree
    #[arg(long, value_name = "N")]
    pub depth: Option<usize>,
    /// The fewest customers in a leaf
    #[arg(long, value_name = "N")]
    pub min_leaf: Option<usize>,
    /// Where the random draws start
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// What to call the model; the file's name if not said
    #[arg(long)]
    pub title: Option<String>,
}

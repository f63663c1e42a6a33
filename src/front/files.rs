//! Files opened by the types that they hold.

use std::path::Path;

use crate::base::Result;
use crate::data::{Table, file};
use crate::model::{CustomerModel, Profile};
use crate::open::{Reading, customers, model};

impl CustomerModel {
    /// Opens a model, whichever supported format it has, with the data dictionary that stands beside it.
    ///
    /// What to know about the load besides is told by [`open::model::of_path`](model::of_path); bytes that are no file
    /// are read by [`import::load`](crate::import::load).
    ///
    /// ```
    /// use candour::CustomerModel;
    /// use candour::base::Kind;
    ///
    /// # fn main() -> candour::Result<()> {
    /// let model = CustomerModel::open("models/retailer.ron")?;
    /// assert_eq!((model.offers().len(), model.features().len()), (6, 23));
    ///
    /// // a refusal says what was found, what was expected, and what to do
    /// let error = CustomerModel::open("models/retailer_tested.csv").expect_err("a table");
    /// assert_eq!(error.kind, Kind::Format);
    /// assert!(error.to_string().contains("expected a customer model, found a table"));
    /// assert!(error.hint.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Kind::File`](crate::base::Kind::File) for what cannot be read, and what the format's reader refuses.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_as(path, &Reading::default())
    }

    /// Opens a customer model in one of the ways in which its file can be read: of XGBoost models whose training was
    /// stopped early, with the rounds up to the best, as its estimators answer, or with all, as its Booster does.
    ///
    /// ```
    /// use candour::{CustomerModel, Reading, Rounds};
    ///
    /// # fn main() -> candour::Result<()> {
    /// let file = "tests/data/cases/xgboost_best_round/model.json";
    /// let best = Reading { rounds: Some(Rounds::Best), ..Reading::default() };
    /// assert_eq!(CustomerModel::open(file)?.trees().len(), 6);
    /// assert_eq!(CustomerModel::open_as(file, &best)?.trees().len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`open`](Self::open); [`Kind::Question`](crate::base::Kind::Question) for the best round of a file that names
    /// none.
    pub fn open_as(path: impl AsRef<Path>, reading: &Reading) -> Result<Self> {
        model::of_path(path.as_ref(), reading).map(|loaded| loaded.model)
    }
}

impl Table {
    /// Opens a table of customers for a model, whichever form it has: CSV and its kin, JSON lines, Parquet.
    ///
    /// What to know about the load besides is told by [`open::customers::table`](customers::table).
    ///
    /// ```
    /// use candour::{CustomerModel, Explainer, Table};
    ///
    /// # fn main() -> candour::Result<()> {
    /// let model = CustomerModel::open("models/retailer.ron")?;
    /// let customers = Table::open("models/retailer_tested.csv", &model)?;
    /// assert_eq!(customers.n_rows(), 1000);
    ///
    /// // every attribution of every customer, offer by offer and column by column
    /// let age = model.features().find("age").expect("it has one");
    /// for offer in Explainer::new(&model).explain(&customers) {
    ///     assert_eq!(offer.shares(age).len(), 1000);
    ///     assert!(offer.residuals.iter().all(|left| left.abs() < 1e-10));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Kind::File`](crate::base::Kind::File) for what cannot be read, and what [`Table::read`] refuses.
    pub fn open(path: impl AsRef<Path>, model: &CustomerModel) -> Result<Self> {
        let path = path.as_ref();
        let read = customers::table(&file::open(path)?, model).map_err(|e| e.within(file::name(path)))?;
        Ok(read.value)
    }
}

impl Profile {
    /// Opens one customer, as a Candour profile, for a model.
    ///
    /// What to know about the load besides is told by [`open::customers::profile`](customers::profile).
    ///
    /// ```
    /// use candour::{CustomerModel, Profile, Value};
    ///
    /// # fn main() -> candour::Result<()> {
    /// let model = CustomerModel::open("models/retailer.ron")?;
    /// let maya = Profile::open("models/profiles/maya.ron", &model)?;
    /// let orders = model.features().find("orders_90d").expect("it has one");
    /// assert_eq!(maya.value(orders), Value::Number(9.0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Kind::File`](crate::base::Kind::File) for what cannot be read, and what the reader refuses.
    pub fn open(path: impl AsRef<Path>, model: &CustomerModel) -> Result<Self> {
        let path = path.as_ref();
        let read = customers::profile(&file::open(path)?, model).map_err(|e| e.within(file::name(path)))?;
        Ok(read.value)
    }
}

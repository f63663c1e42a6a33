//! Files opened by the types that they hold.

use std::path::Path;

use crate::base::Result;
use crate::data::{Table, file};
use crate::model::{CustomerModel, Profile};
use crate::open::{customers, model};

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
        model::of_path(path.as_ref()).map(|loaded| loaded.model)
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

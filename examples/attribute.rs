//! Attributes a table with a model, as a data engineer would from a program of their own:
//!
//! `cargo run --release --no-default-features --example attribute -- MODEL TABLE`
//!
//! prints each feature's mean absolute attribution for each offer, and the largest residual.

use candour::explain::Precision;
use candour::{CustomerModel, Explainer, Result, Table};

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let (Some(model), Some(table)) = (words.next(), words.next()) else {
        eprintln!("expected a model and a table");
        std::process::exit(2);
    };
    let model = CustomerModel::open(model)?;
    let customers = Table::open(table, &model)?;

    // tables are filled when first needed and kept: ask the same explainer again for more rows
    let explainer = Explainer::new(&model).precision(Precision::F32);
    for found in explainer.explain(&customers) {
        println!("{}, base value {:.4}", model.offer(found.offer).id, found.base_value);
        for (feature, of) in model.features().iter() {
            let mean = found.shares(feature).iter().map(|share| share.abs()).sum::<f64>() / found.n_rows() as f64;
            println!("  {:<24} {mean:.4}", of.id);
        }
        let worst = found.residuals.iter().fold(0.0, |most: f64, residual| most.max(residual.abs()));
        println!("  largest residual {worst:.1e}");
    }
    Ok(())
}

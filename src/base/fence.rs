//! A fence around work that may panic: whoever waits hears of it, and nothing is printed on the way, since a panic's own
//! text may hold bytes of a file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// How many fences this thread is inside of; none between calls.
    static INSIDE: Cell<usize> = const { Cell::new(0) };
}

/// Does work; `None` if it panicked.
pub fn fenced<T>(work: impl FnOnce() -> T) -> Option<T> {
    INSIDE.set(INSIDE.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    INSIDE.set(INSIDE.get() - 1);
    done
}

/// Whether this thread is inside of a fence.
pub fn is_inside() -> bool {
    INSIDE.try_with(Cell::get).is_ok_and(|depth| depth > 0)
}

/// A place in source text, from the folder of its crate on: where it stood when it was built is nobody's business.
pub fn place(file: &str, line: u32) -> String {
    let parts: Vec<&str> = file.split(['/', '\\']).collect();
    let start = parts
        .iter()
        .rposition(|part| *part == "src")
        .map_or(parts.len().saturating_sub(1), |at| at.saturating_sub(1));
    format!("{}:{line}", parts[start..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_answer() {
        assert_eq!(fenced(is_inside), Some(true));
        let nested = fenced(|| {
            let inner: Option<()> = fenced(|| panic!("a bug"));
            (inner, is_inside())
        });
        assert_eq!(nested, Some((None, true)));
        assert!(!is_inside());
    }

    #[test]
    fn a_place_says_nothing_of_the_machine() {
        let registry = "/home/erika/.cargo/registry/src/index.crates.io-1/parquet-60.1.0/src/file/metadata/mod.rs";
        assert_eq!(place(registry, 7), "parquet-60.1.0/src/file/metadata/mod.rs:7");
        assert_eq!(place("src/app/job.rs", 80), "src/app/job.rs:80");
        assert_eq!(place("C:\\build\\candour\\src\\lib.rs", 1), "candour/src/lib.rs:1");
        assert_eq!(place("/tmp/build.rs", 1), "build.rs:1");
    }
}

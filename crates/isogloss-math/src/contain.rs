//! Code of others that panics on bad input.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// This thread is in [`contained`].
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a decoder that may panic on a damaged file; `None` where it does, with nothing on standard error.
///
/// What it was working on must not be used again.
pub fn contained<T>(run: impl FnOnce() -> T) -> Option<T> {
    keep_quiet();
    CONTAINED.set(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    CONTAINED.set(false);
    result.ok()
}

/// The hook that was there still gets every panic but those that are caught here.
fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = take_hook();
        set_hook(Box::new(move |panic| {
            if !CONTAINED.get() {
                hook(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_are_none() {
        assert_eq!(contained(|| 1), Some(1));
        assert_eq!(contained(|| panic!("quiet") as u8), None);
        assert_eq!(contained(|| "a"), Some("a"));
    }
}

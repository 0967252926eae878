//! How far apart are two figures, each known only within an interval?

use isogloss_math::Estimate;

/// `b − a` of two independent estimates, with the interval that their intervals imply.
///
/// ```text
/// low  = (b − a) − √((b − low_b)² + (high_a − a)²)
/// high = (b − a) + √((high_b − b)² + (a − low_a)²)
/// ```
///
/// Variances of independent estimates add, and a half-width stands for a standard error; where an interval is not
/// symmetric, each side is built from the sides that push the same way (the method of variance estimates recovery,
/// Zou & Donner 2008, *Statistics in Medicine* 27, 1693-1702). Two domains are independent: no document is in both.
/// Two figures of the *same* words or questions are not: their difference needs a paired interval.
///
/// Exchanging the arguments negates the result, exactly. Without an interval on either side there is none of the
/// difference.
///
/// ```
/// use isogloss_analyse::difference::independent;
/// use isogloss_math::Estimate;
///
/// let a = Estimate::interval(1.0, 0.7, 1.3, "mean");
/// let b = Estimate::interval(3.0, 2.6, 3.4, "mean");
/// let difference = independent(&a, &b);
/// assert_eq!((difference.value, difference.low, difference.high), (2.0, Some(1.5), Some(2.5)));
/// ```
pub fn independent(a: &Estimate, b: &Estimate) -> Estimate {
    let value = b.value - a.value;
    let method = method(a, b);
    match (a.low.zip(a.high), b.low.zip(b.high)) {
        (Some((low_a, high_a)), Some((low_b, high_b))) => {
            let below = (b.value - low_b).hypot(high_a - a.value);
            let above = (high_b - b.value).hypot(a.value - low_a);
            Estimate::interval(value, value - below, value + above, method)
        }
        _ => Estimate::point(value, method),
    }
}

fn method(a: &Estimate, b: &Estimate) -> String {
    if a.method == b.method {
        format!("difference of independent estimates ({})", a.method)
    } else {
        // In an order that does not depend on which is a: exchanging the domains must change nothing but the sign.
        let (x, y) = if a.method < b.method { (a, b) } else { (b, a) };
        format!("difference of independent estimates ({} | {})", x.method, y.method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn estimate() -> impl Strategy<Value = Estimate> {
        (-1e3..1e3, 0.0..10.0, 0.0..10.0, prop::bool::ANY, "[xy]").prop_map(
            |(value, below, above, known, method)| {
                if known {
                    Estimate::interval(value, value - below, value + above, method)
                } else {
                    Estimate::point(value, method)
                }
            },
        )
    }

    proptest! {
        #[test]
        fn exchanging_the_arguments_negates(a in estimate(), b in estimate()) {
            prop_assert_eq!(independent(&a, &b), independent(&b, &a).negated());
        }

        #[test]
        fn the_interval_holds_the_value_and_is_wider_than_either(a in estimate(), b in estimate()) {
            let difference = independent(&a, &b);
            if let (Some(low), Some(high)) = (difference.low, difference.high) {
                prop_assert!(low <= difference.value && difference.value <= high);
                for part in [&a, &b] {
                    prop_assert!(high - low >= (part.high.unwrap() - part.low.unwrap()) * (1.0 - 1e-9) - 1e-9);
                }
            } else {
                prop_assert!(a.low.is_none() || b.low.is_none());
            }
        }
    }

    #[test]
    fn sides_that_push_the_same_way_go_together() {
        let a = Estimate::interval(0.0, -4.0, 3.0, "m");
        let b = Estimate::interval(10.0, 6.0, 13.0, "m");
        let difference = independent(&a, &b);
        assert_eq!((difference.low, difference.high), (Some(5.0), Some(15.0)));
    }
}

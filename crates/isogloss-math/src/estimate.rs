//! A number that says how sure it is.

use serde::{Deserialize, Serialize};

/// A value with its interval and how both were had. `None` bounds: no interval was computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The point estimate.
    pub value: f64,
    /// The lower bound of the interval (95 % unless `method` says otherwise).
    pub low: Option<f64>,
    /// The upper bound of the interval.
    pub high: Option<f64>,
    /// Estimator and interval in a few words: "maximum likelihood; delete-group jackknife, 95 %".
    pub method: String,
}

impl Estimate {
    /// A value without an interval.
    pub fn point(value: f64, method: impl Into<String>) -> Self {
        Self { value, low: None, high: None, method: method.into() }
    }

    /// A value with its interval.
    pub fn interval(value: f64, low: f64, high: f64, method: impl Into<String>) -> Self {
        Self { value, low: Some(low), high: Some(high), method: method.into() }
    }

    /// The estimate of the negated quantity: what exchanging the two domains makes of a difference.
    pub fn negated(&self) -> Self {
        Self {
            value: -self.value,
            low: self.high.map(|x| -x),
            high: self.low.map(|x| -x),
            method: self.method.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negation_exchanges_the_bounds() {
        let estimate = Estimate::interval(1.0, -0.5, 2.0, "m");
        assert_eq!(estimate.negated(), Estimate::interval(-1.0, -2.0, 0.5, "m"));
        assert_eq!(estimate.negated().negated(), estimate);
        assert_eq!(Estimate::point(3.0, "m").negated(), Estimate::point(-3.0, "m"));
    }

    #[test]
    fn json_has_null_where_there_is_no_bound() {
        let json = serde_json::to_string(&Estimate::point(0.25, "count")).unwrap();
        assert_eq!(json, r#"{"value":0.25,"low":null,"high":null,"method":"count"}"#);
        assert_eq!(serde_json::from_str::<Estimate>(&json).unwrap(), Estimate::point(0.25, "count"));
    }
}

//! Skeleton of `negotiation`.

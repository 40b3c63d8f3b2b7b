//! Skeleton of `signal_stream`.

//! Skeleton of `media_error`.

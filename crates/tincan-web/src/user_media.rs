//! Skeleton of `user_media`.

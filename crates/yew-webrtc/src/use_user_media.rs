//! Skeleton of `use_user_media`.

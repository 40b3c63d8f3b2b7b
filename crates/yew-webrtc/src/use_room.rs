//! Skeleton of `use_room`.

//! Skeleton of `use_media_element`.

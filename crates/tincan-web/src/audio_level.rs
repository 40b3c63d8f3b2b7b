//! Skeleton of `audio_level`.

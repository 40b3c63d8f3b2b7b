//! Skeleton of `use_audio_level`.

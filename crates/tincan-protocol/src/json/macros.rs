//! The readers of types, in a line or a few.

/// How a struct is read: from a field for each of its own.
///
/// `name as "wireName"` is a field of another name in JSON, `name or value` one that may be missing, and both can be said of one.
/// With `..rest` at the end that field is read from the same object as the others.
#[doc(hidden)]
#[macro_export]
macro_rules! json_object {
    ($type:ident {
        $($field:ident $(as $wire:literal)? $(or $default:expr)?),* $(, .. $rest:ident)? $(,)?
    }) => {
        impl $crate::json::FromFields for $type {
            fn from_fields(fields: &mut $crate::json::Fields) -> ::core::result::Result<Self, $crate::json::Problem> {
                Ok(Self {
                    $($field: $crate::json_field!(fields, $field $(as $wire)? $(or $default)?),)*
                    $($rest: $crate::json::FromFields::from_fields(fields)?,)?
                })
            }
        }

        $crate::json_deserialize!($type);
    };
}

/// How an enum is read whose variant is said by one field: the others are the variant's own, written as in
/// [`object`](crate::json::object), or those of the type that it holds. The last line says what a variant of a newer version is.
#[doc(hidden)]
#[macro_export]
macro_rules! json_tagged {
    ($tag:literal of $type:ident {
        $($name:literal => $variant:ident
            $({ $($field:ident $(as $wire:literal)? $(or $default:expr)?),* $(,)? })?
            $(($held:ty))?
        ,)*
        _ => $newer:ident $(,)?
    }) => {
        impl $crate::json::FromFields for $type {
            fn from_fields(fields: &mut $crate::json::Fields) -> ::core::result::Result<Self, $crate::json::Problem> {
                // A variant that is not in the list does not compile.
                let _ = |known: &Self| match known {
                    $(Self::$variant { .. } => {})*
                    Self::$newer => {}
                };
                let tag: ::std::string::String = fields.take($tag)?;
                Ok(match tag.as_str() {
                    $($name => Self::$variant
                        $({ $($field: $crate::json_field!(fields, $field $(as $wire)? $(or $default)?)),* })?
                        $((<$held as $crate::json::FromFields>::from_fields(fields)?))?,
                    )*
                    _ => Self::$newer,
                })
            }
        }

        $crate::json_deserialize!($type);
    };
}

/// How an enum is read that is one word. The last line may say what a word of a newer version is; without it, others are refused.
#[doc(hidden)]
#[macro_export]
macro_rules! json_words {
    ($type:ident { $($word:literal => $variant:ident),* $(, _ => $newer:ident)? $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(json: $crate::json::Json) -> ::core::result::Result<Self, $crate::json::Problem> {
                // A variant that is not in the list does not compile.
                let _ = |known: &Self| match known {
                    $(Self::$variant => {})*
                    $(Self::$newer => {})?
                };
                let word: ::std::string::String = $crate::json::FromJson::from_json(json)?;
                match word.as_str() {
                    $($word => Ok(Self::$variant),)*
                    $(_ => Ok(Self::$newer),)?
                    #[allow(unreachable_patterns, reason = "where words of newer versions are known")]
                    word => Err($crate::json::Problem::new(format_args!("“{word}” is none of: {}", [$($word),*].join(", ")))),
                }
            }
        }

        $crate::json_deserialize!($type);
    };
}

/// How a type is read that is a text of a certain form: by its `TryFrom<String>`.
#[doc(hidden)]
#[macro_export]
macro_rules! json_text {
    ($type:ident) => {
        impl $crate::json::FromJson for $type {
            fn from_json(json: $crate::json::Json) -> ::core::result::Result<Self, $crate::json::Problem> {
                let text: ::std::string::String = $crate::json::FromJson::from_json(json)?;
                text.try_into().map_err($crate::json::Problem::new)
            }
        }

        $crate::json_deserialize!($type);
    };
}

/// How a struct around one value is read: as that value.
#[doc(hidden)]
#[macro_export]
macro_rules! json_transparent {
    ($type:ident) => {
        impl $crate::json::FromJson for $type {
            fn from_json(json: $crate::json::Json) -> ::core::result::Result<Self, $crate::json::Problem> {
                $crate::json::FromJson::from_json(json).map(Self)
            }
        }

        $crate::json_deserialize!($type);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! json_field {
    ($fields:ident, $field:ident) => {
        $fields.take(stringify!($field))?
    };
    ($fields:ident, $field:ident as $wire:literal) => {
        $fields.take($wire)?
    };
    ($fields:ident, $field:ident or $default:expr) => {
        $fields.take_if_there(stringify!($field))?.unwrap_or($default)
    };
    ($fields:ident, $field:ident as $wire:literal or $default:expr) => {
        $fields.take_if_there($wire)?.unwrap_or($default)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! json_deserialize {
    ($type:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    };
}

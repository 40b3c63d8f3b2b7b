//! The built app, from the folder that trunk fills.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tower_http::services::ServeDir;

use crate::security::{content_security_policy, inline_scripts};

/// Where the app is.
#[derive(Debug, Clone)]
pub(crate) struct Assets(Option<Arc<Folder>>);

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    files: ServeDir,
}

impl Assets {
    /// The app in this folder. It is read when it is asked for: a build may replace it at any time.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self(folder.map(|path| {
            let files = ServeDir::new(&path).precompressed_br().append_index_html_on_directories(false);
            Arc::new(Folder { path, files })
        }))
    }
}

/// Answers a request for a page or a file of the app.
pub(crate) async fn serve(State(assets): State<Assets>, request: Request) -> Response {
    let Some(folder) = &assets.0 else { return not_built() };
    let path = request.uri().path();
    if names_a_file(path) && path != "/index.html" {
        return file(&folder.files, request).await;
    }
    match page(&folder.path, request.headers()).await {
        Ok(page) => page,
        Err(error) if is_missing(&error) => not_built(),
        Err(error) => {
            tracing::error!(%error, "the app's index.html cannot be read");
            (StatusCode::INTERNAL_SERVER_ERROR, "the app cannot be read\n").into_response()
        }
    }
}

/// The app's one page. Its policy is made from its own bytes each time, so it is right also after a rebuild.
async fn page(folder: &Path, request: &HeaderMap) -> io::Result<Response> {
    let path = folder.join("index.html");
    let plain = tokio::fs::read(&path).await?;
    let policy = content_security_policy(&inline_scripts(&String::from_utf8_lossy(&plain)));
    let tag = entity_tag(&plain);
    let mut headers = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::ETAG, tag.clone()),
    ]);
    if request.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let body = match compressed(&path).await {
        Some(compressed) if accepts_brotli(request) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            compressed
        }
        _ => plain,
    };
    Ok((headers, body).into_response())
}

/// One of the app's files, compressed if there is such a sibling and the browser takes it.
async fn file(files: &ServeDir, request: Request) -> Response {
    let caching = if request.uri().path().split('/').any(is_hashed) { IMMUTABLE } else { "no-cache" };
    let response = match files.clone().try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) if is_missing(&error) => return missing(),
        Err(error) => {
            tracing::error!(%error, "a file of the app cannot be read");
            return (StatusCode::INTERNAL_SERVER_ERROR, "the file cannot be read\n").into_response();
        }
    };
    match response.status() {
        StatusCode::NOT_FOUND => missing(),
        status if status.is_success() || status == StatusCode::NOT_MODIFIED => {
            ([(header::CACHE_CONTROL, caching)], response).into_response()
        }
        _ => response,
    }
}

fn is_missing(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound, PermissionDenied};
    let kinds = [InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound, PermissionDenied];
    kinds.contains(&error.kind())
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, [NO_STORE], "there is no such file\n").into_response()
}

fn not_built() -> Response {
    let sentence = "The app has not been built. `cargo xtask run` builds and serves it; \
                    a server that is started by hand is told where it is with --app DIR.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [NO_STORE], sentence).into_response()
}

/// Whether a path is one of a file and not one of the app's own: its last part has a dot, or it is below a hashed
/// folder. (Codes of rooms have no dots.)
fn names_a_file(path: &str) -> bool {
    let mut parts = path.trim_end_matches('/').rsplit('/');
    parts.next().is_some_and(|last| last.contains('.')) || parts.any(is_hashed)
}

/// Whether trunk or wasm-bindgen put a hash of the content into this name: `base-0123456789abcdef.css`,
/// `tincan-0123456789abcdef_bg.wasm`. The content of such a name never changes.
fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash).unwrap_or_default();
    // Sixteen digits, without zeros in front.
    (12..=16).contains(&hash.len()) && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The compressed sibling that the build left, if it belongs to this version of the file.
async fn compressed(path: &Path) -> Option<Vec<u8>> {
    let sibling = path.with_added_extension("br");
    let made = modified(&sibling).await?;
    if made < modified(path).await? {
        return None;
    }
    tokio::fs::read(sibling).await.ok()
}

async fn modified(path: &Path) -> Option<SystemTime> {
    tokio::fs::metadata(path).await.ok()?.modified().ok()
}

/// Whether `Accept-Encoding` (RFC 9110 12.5.3) has brotli in it, and not with a weight of zero.
fn accepts_brotli(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let refused = parts.any(|weight| weight.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
        brotli && !refused
    })
}

/// Weak, because the compressed form has it too.
fn entity_tag(content: &[u8]) -> HeaderValue {
    let hash = HEXLOWER.encode(&Sha256::digest(content)[..8]);
    HeaderValue::try_from(format!("W/\"{hash}\"")).unwrap_or(HeaderValue::from_static("W/\"\""))
}

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const NO_STORE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_known() {
        for hashed in [
            "tincan-0123456789abcdef.js",
            "tincan-0123456789abcdef_bg.wasm",
            "base-123456789abcdef.css",
            "tincan-web-fedcba9876543210",
            "icons-0123456789abcdef.svg.br",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["index.html", "favicon.svg", "tincan.js", "-", "", "tincan-web", "video-1920.mp4", "bakum-dorat"]
        {
            assert!(!is_hashed(plain), "{plain}");
        }
    }

    #[test]
    fn files_and_pages_are_told_apart() {
        for file in ["/a.js", "/icons/a.svg", "/snippets/tincan-web-0123456789abcdef/x", "/r/abc.css", "/.env"] {
            assert!(names_a_file(file), "{file}");
        }
        for page in ["/", "/r/abc", "/r/abc/", "/lab", "/lab/peer-connection", "/r/team-0123456789abcdef", "/r/a.b/c"] {
            assert!(!names_a_file(page), "{page}");
        }
    }

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        let accepts = |value: &str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]);
            accepts_brotli(&headers)
        };
        assert!(accepts("gzip, deflate, br, zstd"));
        assert!(accepts("BR;q=0.5"));
        assert!(!accepts("gzip"));
        assert!(!accepts("br;q=0"));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }
}

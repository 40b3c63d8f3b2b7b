//! TLS by this server itself: by the files of a certificate, or by one that it signs for its own names.

use std::{
    fmt, io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use data_encoding::HEXUPPER;
use sha2::{Digest, Sha256};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem, pem::PemObject},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    },
};

/// With what this server speaks TLS 1.2 and 1.3. Clones share the certificate.
#[derive(Clone)]
pub struct Tls {
    certificate: Arc<Certificate>,
    config: Arc<ServerConfig>,
}

impl Tls {
    /// How often the files of [`from_files`](Self::from_files) are looked at while [`renew`](Self::renew) runs.
    pub const LOOK_EVERY: Duration = Duration::from_secs(60);

    /// The certificate of these files: its chain, the server's own first, and its private key, both in PEM (RFC 7468).
    ///
    /// # Errors
    /// A file cannot be read, has no certificate or key in it, or the two do not belong together.
    pub fn from_files(chain: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Result<Self, TlsError> {
        let files = Files { chain: chain.into(), key: key.into() };
        let loaded = files.load()?;
        Self::new(Certificate { current: RwLock::new(loaded), files: Some(files) })
    }

    /// A new certificate for these DNS names and IP addresses, signed by itself. Browsers warn of it, and go on when told to; the
    /// [`fingerprint`](Self::fingerprint) tells whether it is this one. It is kept in memory alone.
    ///
    /// # Errors
    /// A name is neither a DNS name nor an address.
    pub fn self_signed(names: impl IntoIterator<Item = String>) -> Result<Self, TlsError> {
        let names: Vec<String> = names.into_iter().collect();
        if let Some(name) = names.iter().find(|name| ServerName::try_from(name.as_str()).is_err()) {
            return Err(TlsError::Name(name.clone()));
        }
        let signed = rcgen::generate_simple_self_signed(names)?;
        let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).map_err(TlsError::Key)?;
        let loaded = Loaded { key: certified(vec![signed.cert.der().clone()], key)?, changed: None };
        Self::new(Certificate { current: RwLock::new(loaded), files: None })
    }

    fn new(certificate: Certificate) -> Result<Self, TlsError> {
        let certificate = Arc::new(certificate);
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::<Certificate>::clone(&certificate));
        // WebSockets over HTTP/2 (RFC 8441) would need another upgrade.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { certificate, config: Arc::new(config) })
    }

    /// SHA-256 of the server's own certificate as browsers show it: pairs of hexadecimal digits with colons between them.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let key = self.certificate.current();
        let hash = Sha256::digest(key.cert.first().map_or(&[][..], |certificate| certificate));
        let pairs: Vec<String> = hash.iter().map(|byte| HEXUPPER.encode(&[*byte])).collect();
        pairs.join(":")
    }

    /// Takes the certificate's files again when they have changed: what renews certificates need not restart the server. Files that
    /// are not whole are logged, and the certificate in use stays. Runs until dropped.
    pub async fn renew(&self) {
        let Some(files) = &self.certificate.files else { return std::future::pending().await };
        loop {
            tokio::time::sleep(Self::LOOK_EVERY).await;
            let before = self.certificate.lock_read(|loaded| loaded.changed);
            if files.changed().is_ok_and(|changed| Some(changed) != before) {
                match files.load() {
                    Ok(loaded) => {
                        *self.certificate.current.write().unwrap_or_else(PoisonError::into_inner) = loaded;
                        tracing::info!("the certificate's files have changed: they are in use now");
                    }
                    Err(error) => tracing::warn!(%error, "the certificate's files have changed, and cannot be used"),
                }
            }
        }
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("fingerprint", &self.fingerprint()).finish_non_exhaustive()
    }
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file has no certificate, or no key, in it.
    #[error("there is no {wanted} in {path}: it is to be a PEM file, beginning with -----BEGIN")]
    Empty {
        /// What was looked for.
        wanted: &'static str,
        /// Where.
        path: PathBuf,
        /// What the parser says.
        source: pem::Error,
    },
    /// Certificate and key are not used together.
    #[error("the certificate and its key cannot be used")]
    Unusable(#[from] rustls::Error),
    /// It is neither a DNS name nor an address.
    #[error("{0:?} is neither a DNS name nor an IP address")]
    Name(String),
    /// A certificate could not be made.
    #[error("cannot sign a certificate")]
    Signing(#[from] rcgen::Error),
    /// The key that was made is not understood.
    #[error("cannot sign a certificate: {0}")]
    Key(&'static str),
}

/// The certificate in use.
#[derive(Debug)]
struct Certificate {
    current: RwLock<Loaded>,
    files: Option<Files>,
}

impl Certificate {
    fn lock_read<T>(&self, read: impl FnOnce(&Loaded) -> T) -> T {
        read(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn current(&self) -> Arc<CertifiedKey> {
        self.lock_read(|loaded| Arc::clone(&loaded.key))
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

#[derive(Debug)]
struct Loaded {
    key: Arc<CertifiedKey>,
    /// When the files had changed last.
    changed: Option<SystemTime>,
}

#[derive(Debug)]
struct Files {
    chain: PathBuf,
    key: PathBuf,
}

impl Files {
    fn load(&self) -> Result<Loaded, TlsError> {
        let changed = self.changed()?;
        let parse = |source| TlsError::Empty { wanted: "certificate", path: self.chain.clone(), source };
        let chain = CertificateDer::pem_slice_iter(&read(&self.chain)?)
            .collect::<Result<Vec<_>, _>>()
            .and_then(|chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) })
            .map_err(parse)?;
        let key = PrivateKeyDer::from_pem_slice(&read(&self.key)?).map_err(|source| TlsError::Empty {
            wanted: "private key",
            path: self.key.clone(),
            source,
        })?;
        Ok(Loaded { key: certified(chain, key)?, changed: Some(changed) })
    }

    /// The later of the two files' times.
    fn changed(&self) -> Result<SystemTime, TlsError> {
        let time = |path: &Path| {
            let time = std::fs::metadata(path).and_then(|file| file.modified());
            time.map_err(|source| TlsError::Unreadable { path: path.to_owned(), source })
        };
        Ok(time(&self.chain)?.max(time(&self.key)?))
    }
}

fn certified(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Arc<CertifiedKey>, TlsError> {
    Ok(Arc::new(CertifiedKey::from_der(chain, key, &ring::default_provider())?))
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|source| TlsError::Unreadable { path: path.to_owned(), source })
}

/// The addresses at which others on the network find this computer, as far as it knows: those of its interfaces that are neither
/// loopback nor link-local.
#[must_use]
pub fn own_addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let usable = interfaces.iter().filter(|interface| !interface.is_loopback() && !interface.is_link_local());
    usable.map(if_addrs::Interface::ip).collect()
}

//! The two listeners: bound first, so that a taken port is an error at the start, then served until the stop.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::app::App;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::{admin, public};

/// Bound sockets.
pub struct Listeners {
    public: TcpListener,
    admin: TcpListener,
}

impl Listeners {
    /// Where the public listener listens.
    pub fn public_address(&self) -> Option<SocketAddr> {
        self.public.local_addr().ok()
    }
    /// Where the admin listener listens.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.local_addr().ok()
    }
}

async fn listen(host: &str, port: u16) -> Result<TcpListener> {
    let what = format!("cannot listen on {host}:{port}");
    TcpListener::bind((host, port)).await.map_err(|error| Error::caused(&what, error))
}

/// Binds both ports.
pub async fn bind(config: &Config) -> Result<Listeners> {
    let serve = &config.serve;
    Ok(Listeners {
        public: listen(&serve.public.host, serve.public.port).await?,
        admin: listen(&serve.admin.host, serve.admin.port).await?,
    })
}

/// Answers leave as soon as they are written.
fn at_once(stream: &mut TcpStream) {
    // Without it they are late, not wrong.
    drop(stream.set_nodelay(true));
}

/// Serves both listeners until `stop` ends; then waits for running requests and background work.
pub async fn run(
    app: Arc<App>,
    listeners: Listeners,
    stop: impl Future<Output = ()> + Send,
) -> Result<()> {
    let Listeners { public: public_socket, admin: admin_socket } = listeners;
    let public = public(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let admin = admin(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = app.stopping.clone();
    let also = app.stopping.clone();
    let serve_public = axum::serve(public_socket.tap_io(at_once), public)
        .with_graceful_shutdown(async move { stopping.cancelled().await });
    let serve_admin = axum::serve(admin_socket.tap_io(at_once), admin)
        .with_graceful_shutdown(async move { also.cancelled().await });
    let stopper = async {
        stop.await;
        app.stopping.cancel();
    };
    let (one, other, ()) = tokio::join!(serve_public, serve_admin, stopper);
    app.stop().await;
    one.and(other).map_err(|error| Error::caused("serving failed", error))
}

//! Whoever reads a mail, or opens its link, is told where it was asked for.

use std::time::Duration;

use serde_json::json;
use testkit::TestApp;

use crate::recovery_link::{opened, pressed};

#[tokio::test]
async fn the_page_behind_a_link_and_the_mail_say_who_asked() {
    let app = TestApp::with(
        "{ serve: { public: { trusted_proxies: [127.0.0.1], location_headers: [CF-IPCity, CF-IPCountry] } }, selfservice: { methods: { link: { enabled: true } }, \
         flows: { recovery: { use: link }, verification: { use: link } } } }",
    )
    .await;
    let email = "ada@example.org";
    app.identity(email).create().await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    for (kind, city) in [("recovery", Some("Zürich")), ("verification", None)] {
        let mut client = app.browser();
        client.headers = vec![
            ("x-forwarded-for".into(), "93.184.216.1".into()),
            ("user-agent".into(), agent.into()),
        ];
        let place = city.map_or("93.184.216.1", |_| "Z\u{fc}rich, CH");
        if let Some(city) = city {
            client.headers.push(("cf-ipcity".into(), city.into()));
            client.headers.push(("cf-ipcountry".into(), "CH".into()));
        }
        client.start(kind, "").await;
        client.submit(json!({ "method": "link", "email": email })).await;
        let mail = app.mail_to(email).await;
        let device = "Firefox on Linux";
        assert!(mail.text.contains(place) && mail.text.contains(device), "{}", mail.text);
        // Opened elsewhere, and from somewhere else.
        let mut other = app.browser();
        other.headers = vec![("x-forwarded-for".into(), "93.184.217.7".into())];
        let (page, token) = opened(&mut other, &mail.link()).await;
        assert!(page.text.contains(place) && page.text.contains(device), "{}", page.text);
        assert!(!page.text.contains("93.184.217.7"), "{}", page.text);
        if kind == "recovery" {
            other.headers.push(("cf-ipcountry".into(), "NL".into()));
            pressed(&mut other, &mail.link(), &token).await;
            let device = other.whoami().await.json()["devices"][0].clone();
            assert_eq!(
                (&device["location"], &device["ip_address"]),
                (&json!("NL"), &json!("93.184.217.7"))
            );
            let mut home = app.spa();
            home.headers.clone_from(&other.headers);
            home.sign_in(email).await;
            let list = home.visit("/sessions").await;
            assert!(list.text.contains("NL"), "{} {}", list.status, list.text);
            app.mails().await;
        }
        app.advance(Duration::from_hours(1));
    }
    app.finish().await;
}

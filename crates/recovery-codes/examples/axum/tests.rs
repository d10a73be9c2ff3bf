//! The example as its callers see it.

use super::*;

async fn enrolled(policy: Policy) -> (State<Arc<App>>, String) {
    let app = State(Arc::new(App { policy, account: Mutex::default() }));
    let sheet = make(app.clone()).await.unwrap();
    confirm(app.clone()).await.unwrap();
    (app, sheet)
}

fn line(sheet: &str, number: usize) -> String {
    sheet.lines().find(|line| line.trim().starts_with(&format!("{number}."))).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_signs_in_once_however_many_try_at_once() {
    let (app, sheet) = enrolled(Policy::READMIT).await;
    let typed = line(&sheet, 3);
    let once = || sign_in(app.clone(), typed.clone());
    let all: [Result<String, Refused>; 4] = tokio::join!(once(), once(), once(), once()).into();
    assert_eq!(all.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(sign_in(app.clone(), sheet).await.unwrap_err().0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_sheet_signs_in_by_number_and_the_last_code_brings_a_new_one() {
    let (app, mut sheet) = enrolled(Policy { count: 2, warn_below: 0, ..Policy::KEYCLOAK }).await;
    for round in 0..2 {
        let first = sign_in(app.clone(), sheet.clone()).await.unwrap();
        assert!(first.starts_with("signed in with code 1; 1 left"), "{round}: {first}");
        let last = sign_in(app.clone(), sheet).await.unwrap();
        assert!(last.contains("0 left") && last.contains("Confirm"), "{round}: {last}");
        confirm(app.clone()).await.unwrap();
        sheet = last;
    }
}

#[tokio::test]
async fn a_single_code_is_replaced_by_its_use() {
    let (app, sheet) = enrolled(Policy::AUTH0).await;
    let next = sign_in(app.clone(), sheet.clone()).await.unwrap();
    assert_eq!(sign_in(app.clone(), sheet).await.unwrap_err(), WRONG);
    assert!(sign_in(app, next).await.is_ok());
}

#[tokio::test]
async fn twenty_wrong_codes_close_the_door() {
    let (app, sheet) = enrolled(Policy { count: 1, warn_below: 0, ..Policy::READMIT }).await;
    for _ in 0..MAX_WRONG {
        assert_eq!(sign_in(app.clone(), "0".repeat(16)).await.unwrap_err(), WRONG);
    }
    let refused = sign_in(app, line(&sheet, 1)).await.unwrap_err();
    assert_eq!(refused.0, StatusCode::TOO_MANY_REQUESTS);
}

//! Configurations from files: the recordings' base and every change they make to it.

use super::super::SchemaSource;
use super::*;

#[test]
fn files_are_read_and_toml_is_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance");
    let sources = Sources {
        files: vec![
            PathBuf::from(folder).join("base-config.yml"),
            "x.toml".into(),
            "/no/such".into(),
        ],
        ..Sources::default()
    };
    let mistakes = load(&sources, Options::default()).err().unwrap();
    assert!(mistakes[0].to_string().starts_with("x.toml: TOML is not read"), "{mistakes:?}");
    assert!(mistakes[1].to_string().starts_with("/no/such: cannot be read"), "{mistakes:?}");
    let sources = Sources {
        files: vec![PathBuf::from(folder).join("base-config.yml")],
        ..Sources::default()
    };
    let options = Options { ignore_unsupported: true, ..Options::default() };
    let refused = load(&sources, options).err().unwrap();
    assert_eq!(refused.len(), 1, "only the cheap hashes of the recordings: {refused:?}");
}

/// Dotted keys as the recordings have them, laid over their base.
fn scenario(base: &str, keys: &serde_json::Map<String, Value>) -> Result<Loaded, Vec<Mistake>> {
    let mut sources = Sources::text("base-config.yml", base);
    sources.texts.push(("mode".into(), "compatibility: kratos".into()));
    for (key, value) in keys {
        let nested =
            key.rsplit('.').fold(value.clone(), |value, name| serde_json::json!({ name: value }));
        sources.texts.push((key.clone(), nested.to_string()));
    }
    load(&sources, Options { ignore_unsupported: true, ..Options::default() })
}

#[test]
fn every_recorded_configuration_loads() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance"));
    let base = std::fs::read_to_string(folder.join("base-config.yml")).unwrap();
    let mut seen = 0;
    for flow in std::fs::read_dir(folder.join("kratos")).unwrap() {
        for file in std::fs::read_dir(flow.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let recording: Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let keys = recording["config"].as_object().cloned().unwrap_or_default();
            let loaded = scenario(&base, &keys)
                .unwrap_or_else(|mistakes| panic!("{}: {mistakes:#?}", path.display()));
            let argon2 = loaded.config.hashers.argon2;
            assert_eq!((argon2.memory_kib(), argon2.iterations), (4096, 1));
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} recordings");
}

#[test]
fn a_schema_beside_its_file_is_found() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance"));
    let mut sources = Sources { files: vec![folder.join("base-config.yml")], ..Sources::default() };
    sources.texts.push(("mode".into(), "compatibility: kratos".into()));
    let options = Options { ignore_unsupported: true, ..Options::default() };
    let config = load(&sources, options).unwrap().config;
    let Some(SchemaSource::File(path)) = config.identity.schemas[0].source() else {
        panic!("a file")
    };
    assert!(path.exists(), "{}", path.display());
}

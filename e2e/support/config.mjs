// A configuration file as an operator writes one, for tests that need more than the embedded default with a few
// environment variables over it.
const PERSON = {
  $id: "https://readmit.invalid/e2e.schema.json",
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Person",
  type: "object",
  properties: {
    traits: {
      type: "object",
      properties: {
        email: {
          type: "string",
          format: "email",
          title: "Email address",
          maxLength: 320,
          "ory.sh/kratos": {
            credentials: { password: { identifier: true }, webauthn: { identifier: true }, totp: { account_name: true } },
            recovery: { via: "email" },
            verification: { via: "email" },
          },
        },
      },
      required: ["email"],
      additionalProperties: false,
    },
  },
};

const BASE = `
dsn: sqlite://readmit.db
dev: true
selfservice:
  methods:
    totp: { enabled: true, config: { issuer: Readmit } }
    lookup_secret: { enabled: true }
    code: { enabled: true }
  flows:
    registration: { style: unified, after: { password: { hooks: [{ hook: session }] } } }
    recovery: { enabled: true }
identity:
  schemas:
    - id: default
      url: base64://${Buffer.from(JSON.stringify(PERSON)).toString("base64")}
`;

/** Files for a server: the common ones, and `yaml` laid over them. */
export const configured = (yaml) => ({ "readmit.yml": BASE, "more.yml": yaml });

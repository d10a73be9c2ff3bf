"""The newest `ory-kratos-client` from PyPI, unmodified: its strict models read every answer of a short journey.

READMIT_BIN names the binary (default: the debug build). The server runs on free ports in a temporary folder.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import socket
import struct
import subprocess
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

from ory_kratos_client import (
    ApiClient,
    ApiException,
    Configuration,
    CreateIdentityBody,
    FrontendApi,
    IdentityApi,
    PerformNativeLogoutBody,
    UpdateLoginFlowBody,
    UpdateLoginFlowWithLookupSecretMethod,
    UpdateLoginFlowWithPasswordMethod,
    UpdateRecoveryFlowBody,
    UpdateRecoveryFlowWithCodeMethod,
    UpdateRegistrationFlowBody,
    UpdateRegistrationFlowWithPasswordMethod,
    UpdateSettingsFlowBody,
    UpdateSettingsFlowWithLookupMethod,
    UpdateSettingsFlowWithPasswordMethod,
    UpdateSettingsFlowWithTotpMethod,
)

BINARY = os.environ.get("READMIT_BIN", Path(__file__).parents[2] / "target/debug/readmit")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def totp(secret: str) -> str:
    """RFC 6238: SHA-1, six digits, 30 seconds."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = mac[19] & 15
    return f"{(struct.unpack_from('>I', mac, offset)[0] & 0x7FFFFFFF) % 1_000_000:06}"


def node(flow, name: str):
    for found in flow.ui.nodes:
        attributes = found.attributes.actual_instance
        if name in (getattr(attributes, "name", None), getattr(attributes, "id", None)):
            return attributes
    raise AssertionError(f"{name} is not among the nodes")


class Journey(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="readmit-e2e-")
        public, admin = free_port(), free_port()
        cls.public, cls.admin = f"http://127.0.0.1:{public}", f"http://127.0.0.1:{admin}"
        environment = {
            "PATH": os.environ["PATH"],
            "SERVE_PUBLIC_PORT": str(public),
            "SERVE_PUBLIC_BASE_URL": f"{cls.public}/",
            "SERVE_ADMIN_PORT": str(admin),
            "SERVE_ADMIN_BASE_URL": f"{cls.admin}/",
            "DATA_DIR": cls.folder.name,
        }
        log = open(Path(cls.folder.name) / "server.log", "wb")
        cls.addClassCleanup(log.close)
        cls.server = subprocess.Popen([BINARY, "serve"], env=environment, cwd=cls.folder.name, stdout=log, stderr=log)
        cls.addClassCleanup(cls.stop)
        for _ in range(400):
            try:
                urllib.request.urlopen(f"{cls.public}/health/ready", timeout=2).close()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise AssertionError("the server does not get ready")
        cls.api = FrontendApi(ApiClient(Configuration(host=cls.public)))

    @classmethod
    def stop(cls):
        cls.server.terminate()
        cls.server.wait(10)
        cls.folder.cleanup()

    def mailed_code(self, address: str) -> str:
        for _ in range(100):
            with urllib.request.urlopen(f"{self.admin}/email") as answer:
                mails = json.load(answer)
            codes = [
                re.search(r"^\s*(\d{6,8})\s*$", mail["text"], re.M)
                for mail in mails
                if mail["to"][0]["address"] == address and "Get back" in mail["subject"]
            ]
            if codes and codes[-1]:
                return codes[-1][1]
            time.sleep(0.05)
        raise AssertionError("no mail came")

    def settings(self, token, body, flow=None):
        flow = flow or self.api.create_native_settings_flow(x_session_token=token)
        return self.api.update_settings_flow(flow.id, UpdateSettingsFlowBody(body), x_session_token=token)

    def login(self, body, token=None, aal=None):
        flow = self.api.create_native_login_flow(aal=aal, x_session_token=token)
        return self.api.update_login_flow(flow.id, UpdateLoginFlowBody(body), x_session_token=token)

    def test_journey(self):
        address, password = "python@example.org", secrets.token_urlsafe(18)

        flow = self.api.create_native_registration_flow()
        body = UpdateRegistrationFlowWithPasswordMethod(method="password", password=password, traits={"email": address})
        made = self.api.update_registration_flow(flow.id, UpdateRegistrationFlowBody(body))
        token = made.session_token
        session = self.api.to_session(x_session_token=token)
        self.assertEqual(session.identity.id, made.identity.id)
        self.assertEqual(session.authenticator_assurance_level.value, "aal1")

        flow = self.api.create_native_settings_flow(x_session_token=token)
        secret = node(flow, "totp_secret_key").text.text
        done = self.settings(token, UpdateSettingsFlowWithTotpMethod(method="totp", totp_code=totp(secret)), flow)
        self.assertEqual(done.state.value if hasattr(done.state, "value") else done.state, "success")
        pending = self.settings(token, UpdateSettingsFlowWithLookupMethod(method="lookup_secret", lookup_secret_regenerate=True))
        codes = [secret["text"] for secret in node(pending, "lookup_secret_codes").text.context["secrets"]]
        self.assertEqual(len(codes), 10)
        self.settings(token, UpdateSettingsFlowWithLookupMethod(method="lookup_secret", lookup_secret_confirm=True), pending)

        self.api.perform_native_logout(PerformNativeLogoutBody(session_token=token))
        with self.assertRaises(ApiException) as gone:
            self.api.to_session(x_session_token=token)
        self.assertEqual(gone.exception.status, 401)

        first = self.login(UpdateLoginFlowWithPasswordMethod(method="password", identifier=address, password=password))
        with self.assertRaises(ApiException) as more:
            self.api.to_session(x_session_token=first.session_token)
        self.assertEqual(more.exception.status, 403)
        body = UpdateLoginFlowWithLookupSecretMethod(method="lookup_secret", lookup_secret=codes[0])
        second = self.login(body, token=first.session_token, aal="aal2")
        token = second.session_token or first.session_token
        session = self.api.to_session(x_session_token=token)
        self.assertEqual([method.method for method in session.authentication_methods], ["password", "lookup_secret"])
        self.assertEqual(self.api.list_my_sessions(x_session_token=token), [])

        flow = self.api.create_native_recovery_flow()
        ask = UpdateRecoveryFlowBody(UpdateRecoveryFlowWithCodeMethod(method="code", email=address))
        self.api.update_recovery_flow(flow.id, ask)
        answer = UpdateRecoveryFlowBody(UpdateRecoveryFlowWithCodeMethod(method="code", code=self.mailed_code(address)))
        recovered = self.api.update_recovery_flow(flow.id, answer)
        items = [item.actual_instance for item in recovered.continue_with]
        self.assertEqual([item.action for item in items], ["set_ory_session_token", "show_settings_ui"])
        token = items[0].ory_session_token
        body = UpdateLoginFlowWithLookupSecretMethod(method="lookup_secret", lookup_secret=codes[1])
        stepped = self.login(body, token=token, aal="aal2")
        token = stepped.session_token or token
        flow = self.api.get_settings_flow(items[1].flow.id, x_session_token=token)
        new = secrets.token_urlsafe(18)
        self.settings(token, UpdateSettingsFlowWithPasswordMethod(method="password", password=new), flow)
        self.login(UpdateLoginFlowWithPasswordMethod(method="password", identifier=address, password=new))

    def test_administrator(self):
        admin = IdentityApi(ApiClient(Configuration(host=self.admin)))
        made = admin.create_identity(CreateIdentityBody(schema_id="default", traits={"email": "admin-made@example.org"}))
        self.assertIn(made.id, {identity.id for identity in admin.list_identities()})
        self.assertEqual(admin.get_identity(made.id).traits["email"], "admin-made@example.org")
        admin.delete_identity(made.id)
        with self.assertRaises(ApiException) as gone:
            admin.get_identity(made.id)
        self.assertEqual(gone.exception.status, 404)


if __name__ == "__main__":
    unittest.main()

# What a hub says so that its users have quotas, to be added to its jupyterhub_config.py. Leave out what you do not want: each of
# the three services and the call of setup() stand by themselves.
from pathlib import Path

from hubmeter_jupyterhub import setup


def secret(name):
    """What a file holds that the settings of Hubmeter name too."""
    return Path("/etc/hubmeter", name).read_text().strip()


# Whoever starts a server is asked about; jupyterhub/README.md explains every argument.
setup(
    c,  # noqa: F821
    url="https://hubmeter.example",
    token_file="/etc/hubmeter/campus-api.token",  # of role hub, for this hub
    ca_file="/etc/hubmeter/ca.pem",
    hub="campus",
    quota_page="/services/quota/",
    show_in_profiles=True,
)

c.JupyterHub.services = [  # noqa: F821
    # The collector reads users and groups: jupyterhub.campus.token-file in examples/collector.properties.
    {"name": "hubmeter-collector", "api_token": secret("campus.token")},
    # The pages: pages.token.file in examples/serve.properties.
    {
        "name": "quota",
        "url": "http://127.0.0.1:8789",  # where the hub's proxy reaches hubmeter serve
        "api_token": secret("pages-token"),
        "oauth_no_confirm": True,
        "display": True,
    },
    # The culler: hub.token-file in examples/cull.properties.
    {"name": "hubmeter-culler", "api_token": secret("campus-culler.token")},
]

c.JupyterHub.load_roles = [  # noqa: F821
    {
        "name": "hubmeter-collector",
        "scopes": ["list:users", "read:users:name", "read:users:groups"],
        "services": ["hubmeter-collector"],
    },
    # The role of every user, so what it has by default is listed too.
    {"name": "user", "scopes": ["self", "access:services!service=quota"]},
    {
        "name": "hubmeter-culler",
        "scopes": ["read:users:name", "read:servers", "delete:servers"],
        "services": ["hubmeter-culler"],
    },
]

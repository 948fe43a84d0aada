"""The vendor's flow with requests: token, create, PUT, complete, until it is ready.

    python3 s3_vendor.py BASE-URL CLIENT-ID CLIENT-SECRET FILE

REQUESTS_CA_BUNDLE names a file with the certificate to trust. Prints the media as JSON.
"""
import json
import sys
import time

import requests

base, client_id, client_secret, path = sys.argv[1:]


def data(response):
    response.raise_for_status()
    return response.json()["data"]


token = requests.post(
    f"{base}/realms/acme/protocol/openid-connect/token",
    data={"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret},
)
token.raise_for_status()
api = requests.Session()
api.headers["Authorization"] = "Bearer " + token.json()["access_token"]

upload = data(api.post(f"{base}/v2/uploads", json={"fileName": "harbour.mp4", "type": "put", "transcriptionLanguageCode": "en-v2"}))
with open(path, "rb") as file:
    requests.put(upload["input"]["url"], data=file).raise_for_status()
upload = data(api.post(f"{base}/v2/uploads/{upload['id']}/complete"))
deadline = time.monotonic() + 90
while True:
    media = data(api.get(f"{base}/v2/media/{upload['mediaId']}"))
    if media["status"] in ("ready", "failed") or time.monotonic() > deadline:
        break
    time.sleep(0.2)
listed = data(api.get(f"{base}/v2/media", params={"page": 0, "perpage": 10, "filter": "name=harbour"}))
if upload["mediaId"] not in [item["id"] for item in listed]:
    sys.exit(f"the media is not among {listed}")
print(json.dumps(media))

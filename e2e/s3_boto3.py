"""Uploads a file with boto3 to where the fields of an upload's "input" say.

    S3_INPUT='{"endpoint": …}' python3 s3_boto3.py FILE

S3_CA names a file with the certificate to trust.
"""
import json
import os
import sys

import boto3

to = json.loads(os.environ["S3_INPUT"])
client = boto3.client(
    "s3",
    endpoint_url=to["endpoint"],
    region_name=to["region"],
    aws_access_key_id=to["accessKeyId"],
    aws_secret_access_key=to["secretAccessKey"],
    aws_session_token=to["sessionToken"],
    verify=os.environ.get("S3_CA"),
)
try:
    client.upload_file(sys.argv[1], to["bucket"], to["key"])
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")

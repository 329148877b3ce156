// The AWS SDK for JavaScript 3 as programs use it, with its default checksums.
// Prints one JSON line for each test: {"name", "outcome", "why"}.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const MIB = 1 << 20;
const Bucket = 'aws-sdk-js';
const client = new s3.S3Client({
  endpoint: process.env.ENDPOINT,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  },
});

const call = (name, input = {}) => client.send(new s3[name + 'Command']({ Bucket, ...input }));
const put = (Key, Body, more = {}) => call('PutObject', { Key, Body, ...more });
const read = async (Key, more = {}) =>
  Buffer.from(await (await call('GetObject', { Key, ...more })).Body.transformToByteArray());
const md5 = (bytes) => `"${createHash('md5').update(bytes).digest('hex')}"`;

async function refused(promise, name, status) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.name, name);
    assert.equal(error.$metadata.httpStatusCode, status);
    return true;
  });
}

/** A stream in pieces of odd size. */
function pieces(bytes) {
  const all = [];
  for (let at = 0; at < bytes.length; at += 65_537) all.push(bytes.subarray(at, at + 65_537));
  return Readable.from(all, { objectMode: false });
}

async function all(paginator, field) {
  const found = [];
  for await (const page of paginator) found.push(...(page[field] ?? []));
  return found;
}

const tests = {
  async create_bucket_and_list_buckets() {
    await call('CreateBucket');
    const { Buckets } = await client.send(new s3.ListBucketsCommand({}));
    assert.ok(Buckets.some((b) => b.Name === Bucket));
    await call('HeadBucket');
    await refused(call('CreateBucket'), 'BucketAlreadyOwnedByYou', 409);
  },

  async put_and_get_every_size() {
    for (const size of [0, 1, 5 * MIB, 17 * MIB + 3]) {
      const bytes = randomBytes(size);
      const { ETag } = await put(`size/${size}`, bytes);
      assert.equal(ETag, md5(bytes));
      assert.ok(bytes.equals(await read(`size/${size}`)));
    }
  },

  async keys_of_every_kind() {
    for (const key of ['a b', 'ü/漢字/😀', '100%', '%41', "it's (1)!*", 'a+b&c=d', 'x~y;z,@:$']) {
      await put(key, key);
      assert.equal((await read(key)).toString(), key);
      await call('DeleteObject', { Key: key });
      await refused(call('GetObject', { Key: key }), 'NoSuchKey', 404);
    }
  },

  async metadata_and_headers() {
    await put('metadata', 'x', {
      ContentType: 'text/x-suite',
      CacheControl: 'no-cache',
      ContentEncoding: 'identity',
      Metadata: { one: '1', two: 'zwei' },
    });
    const head = await call('HeadObject', { Key: 'metadata' });
    assert.equal(head.ContentType, 'text/x-suite');
    assert.equal(head.CacheControl, 'no-cache');
    assert.deepEqual(head.Metadata, { one: '1', two: 'zwei' });
  },

  async stream_with_trailing_checksum() {
    const bytes = randomBytes(700_001);
    for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']) {
      const Key = 'trailer/' + ChecksumAlgorithm;
      await put(Key, pieces(bytes), { ContentLength: bytes.length, ChecksumAlgorithm });
      const head = await call('HeadObject', { Key, ChecksumMode: 'ENABLED' });
      assert.ok(head['Checksum' + ChecksumAlgorithm], ChecksumAlgorithm);
      assert.equal(head.ContentEncoding, undefined);
      assert.ok(bytes.equals(await read(Key)));
    }
  },

  async file_stream_with_default_checksum() {
    const folder = await mkdtemp(join(tmpdir(), 'suite-'));
    try {
      const bytes = randomBytes(3 * MIB + 5);
      const file = join(folder, 'file');
      await writeFile(file, bytes);
      await put('from-file', createReadStream(file));
      assert.ok(bytes.equals(await read('from-file')));
    } finally {
      await rm(folder, { recursive: true });
    }
  },

  async wrong_checksum_is_refused() {
    await refused(put('wrong', 'x', { ChecksumCRC32: 'AAAAAA==' }), 'BadDigest', 400);
    await refused(call('HeadObject', { Key: 'wrong' }), 'NotFound', 404);
  },

  async upload_of_a_stream_of_unknown_length() {
    const bytes = randomBytes(17 * MIB);
    const params = { Bucket, Key: 'upload', Body: pieces(bytes) };
    const done = await new Upload({ client, params, partSize: 5 * MIB, queueSize: 4 }).done();
    assert.match(done.ETag, /-4"$/);
    assert.ok(bytes.equals(await read('upload')));
    assert.ok(bytes.subarray(5 * MIB, 10 * MIB).equals(await read('upload', { PartNumber: 2 })));
  },

  async upload_is_aborted() {
    const upload = new Upload({ client, params: { Bucket, Key: 'aborted', Body: randomBytes(40 * MIB) } });
    upload.on('httpUploadProgress', () => upload.abort());
    await assert.rejects(upload.done(), { name: 'AbortError' });
    await refused(call('HeadObject', { Key: 'aborted' }), 'NotFound', 404);
  },

  async multipart_by_hand_with_copied_part() {
    const source = randomBytes(6 * MIB);
    await put('part-source', source);
    const { UploadId } = await call('CreateMultipartUpload', { Key: 'by-hand' });
    const at = { Key: 'by-hand', UploadId };
    const last = randomBytes(10);
    const one = await call('UploadPartCopy', {
      ...at, PartNumber: 1, CopySource: `${Bucket}/part-source`, CopySourceRange: `bytes=0-${5 * MIB - 1}`,
    });
    const two = await call('UploadPart', { ...at, PartNumber: 2, Body: last });
    const { Parts } = await call('ListParts', at);
    assert.deepEqual(Parts.map((p) => p.Size), [5 * MIB, 10]);
    await call('CompleteMultipartUpload', {
      ...at,
      MultipartUpload: {
        Parts: [
          { PartNumber: 1, ETag: one.CopyPartResult.ETag, ChecksumCRC32: one.CopyPartResult.ChecksumCRC32 },
          { PartNumber: 2, ETag: two.ETag, ChecksumCRC32: two.ChecksumCRC32 },
        ],
      },
    });
    assert.ok(Buffer.concat([source.subarray(0, 5 * MIB), last]).equals(await read('by-hand')));
  },

  async ranges() {
    const bytes = randomBytes(1000);
    await put('ranges', bytes);
    assert.ok(bytes.subarray(10, 20).equals(await read('ranges', { Range: 'bytes=10-19' })));
    assert.ok(bytes.subarray(-7).equals(await read('ranges', { Range: 'bytes=-7' })));
    await refused(call('GetObject', { Key: 'ranges', Range: 'bytes=1000-' }), 'InvalidRange', 416);
  },

  async conditional_requests() {
    const { ETag } = await put('condition', '1', { IfNoneMatch: '*' });
    await refused(put('condition', '2', { IfNoneMatch: '*' }), 'PreconditionFailed', 412);
    await refused(put('condition', '2', { IfMatch: md5('no') }), 'PreconditionFailed', 412);
    await put('condition', '3', { IfMatch: ETag });
    await assert.rejects(read('condition', { IfNoneMatch: md5('3') }), (e) => e.$metadata.httpStatusCode === 304);
    await refused(read('condition', { IfMatch: ETag }), 'PreconditionFailed', 412);
    assert.equal((await read('condition')).toString(), '3');
  },

  async copies() {
    await put('copy source +ü', 'copied', { Metadata: { a: '1' } });
    const CopySource = `${Bucket}/${encodeURIComponent('copy source +ü')}`;
    await call('CopyObject', { Key: 'copy', CopySource });
    assert.equal((await read('copy')).toString(), 'copied');
    assert.deepEqual((await call('HeadObject', { Key: 'copy' })).Metadata, { a: '1' });
    await call('CopyObject', { Key: 'copy', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } });
    assert.deepEqual((await call('HeadObject', { Key: 'copy' })).Metadata, { b: '2' });
  },

  async tags() {
    await put('tagged', 'x', { Tagging: 'a=1&b=zwei%20drei' });
    const { TagSet } = await call('GetObjectTagging', { Key: 'tagged' });
    assert.deepEqual(TagSet, [{ Key: 'a', Value: '1' }, { Key: 'b', Value: 'zwei drei' }]);
    await call('PutObjectTagging', { Key: 'tagged', Tagging: { TagSet: [{ Key: 'c', Value: '' }] } });
    assert.equal((await call('GetObject', { Key: 'tagged' })).TagCount, 1);
    await call('DeleteObjectTagging', { Key: 'tagged' });
    assert.deepEqual((await call('GetObjectTagging', { Key: 'tagged' })).TagSet, []);
  },

  async attributes() {
    const told = await call('GetObjectAttributes', {
      Key: 'upload', ObjectAttributes: ['ETag', 'ObjectSize', 'ObjectParts', 'Checksum'],
    });
    assert.equal(told.ObjectSize, 17 * MIB);
    assert.equal(told.ObjectParts.TotalPartsCount, 4);
  },

  async presigned_get_and_put() {
    const bytes = randomBytes(100_000);
    const putUrl = await getSignedUrl(client, new s3.PutObjectCommand({ Bucket, Key: 'pre signed/ü' }));
    assert.equal((await fetch(putUrl, { method: 'PUT', body: bytes })).status, 200);
    const getUrl = await getSignedUrl(client, new s3.GetObjectCommand({ Bucket, Key: 'pre signed/ü' }), { expiresIn: 60 });
    assert.ok(bytes.equals(Buffer.from(await (await fetch(getUrl)).arrayBuffer())));
    assert.equal((await fetch(getUrl.replace(/X-Amz-Expires=60/, 'X-Amz-Expires=61'))).status, 403);
  },

  async presigned_put_with_checksum() {
    const body = 'with a checksum';
    const ChecksumSHA256 = createHash('sha256').update(body).digest('base64');
    const header = 'x-amz-checksum-sha256';
    const url = await getSignedUrl(client, new s3.PutObjectCommand({ Bucket, Key: 'pre-sum', ChecksumSHA256 }), {
      unhoistableHeaders: new Set([header]),
    });
    const send = (content) => fetch(url, { method: 'PUT', body: content, headers: { [header]: ChecksumSHA256 } });
    assert.equal((await send('something else!')).status, 400);
    assert.equal((await send(body)).status, 200);
  },

  async presigned_form() {
    const { url, fields } = await createPresignedPost(client, {
      Bucket, Key: 'forms/${filename}', Conditions: [['content-length-range', 1, 99]], Expires: 60,
    });
    const send = (content) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([content]), 'n.txt');
      return fetch(url, { method: 'POST', body: form });
    };
    assert.equal((await send('posted')).status, 204);
    assert.equal((await read('forms/n.txt')).toString(), 'posted');
    assert.equal((await send('x'.repeat(100))).status, 400);
  },

  async lists_in_pages_with_delimiter() {
    const keys = ['l/a', 'l/b/1', 'l/b/2', 'l/c d/é', 'l/z'];
    for (const key of keys) await put(key, '');
    const config = { client, pageSize: 2 };
    const flat = await all(s3.paginateListObjectsV2(config, { Bucket, Prefix: 'l/' }), 'Contents');
    assert.deepEqual(flat.map((o) => o.Key), keys);
    const folders = s3.paginateListObjectsV2(config, { Bucket, Prefix: 'l/', Delimiter: '/' });
    assert.deepEqual((await all(folders, 'CommonPrefixes')).map((p) => p.Prefix), ['l/b/', 'l/c d/']);
    const first = await call('ListObjects', { Prefix: 'l/', EncodingType: 'url', MaxKeys: 4 });
    assert.equal(first.IsTruncated, true);
    assert.equal(first.Contents.length, 4);
  },

  async waiters() {
    const options = { client, maxWaitTime: 10 };
    await s3.waitUntilObjectExists(options, { Bucket, Key: 'l/a' });
    await s3.waitUntilObjectNotExists(options, { Bucket, Key: 'never' });
  },

  async errors_are_modelled() {
    await refused(call('GetObject', { Key: 'none' }), 'NoSuchKey', 404);
    await refused(call('ListObjectsV2', { Bucket: 'no-such-bucket-here' }), 'NoSuchBucket', 404);
    await refused(call('AbortMultipartUpload', { Key: 'none', UploadId: 'none' }), 'NoSuchUpload', 404);
    await refused(call('DeleteBucket'), 'BucketNotEmpty', 409);
  },

  async delete_objects_and_bucket() {
    const found = await all(s3.paginateListObjectsV2({ client }, { Bucket }), 'Contents');
    const Objects = found.map(({ Key }) => ({ Key }));
    const { Deleted, Errors } = await call('DeleteObjects', { Delete: { Objects } });
    assert.equal(Errors, undefined);
    assert.equal(Deleted.length, Objects.length);
    await call('DeleteBucket');
    await refused(call('HeadBucket'), 'NotFound', 404);
  },
};

for (const [name, test] of Object.entries(tests)) {
  let outcome = 'passed', why = '';
  try {
    await test();
  } catch (error) {
    outcome = 'failed';
    why = `${error.name}: ${error.message}`.slice(0, 400);
  }
  console.log(JSON.stringify({ name, outcome, why }));
}

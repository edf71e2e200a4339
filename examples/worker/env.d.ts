/** What `wrangler types` writes of wrangler.toml. */
declare namespace Cloudflare {
  interface Env {
    MODELS: R2Bucket;
  }
}

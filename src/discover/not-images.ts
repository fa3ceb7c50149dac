/** Texts under keys called `image` that are pictures, paths, addresses or machine images. */
export const PATH_LIKE =
  /^(?:\.{0,2}\/|https?:|data:|file:|s3:|gs:)|^[^@:]*\.(?:png|jpe?g|gif|svg|webp|ico|iso|qcow2|img|vmdk|raw|vhd|ova)(?:$|\?)/i

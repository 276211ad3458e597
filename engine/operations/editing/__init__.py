"""Files edited in people's own office programs (Mở bằng Word), over addresses that carry their own permission."""

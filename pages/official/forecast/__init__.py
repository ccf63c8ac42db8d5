"""The page 预测: what is assumed of the years ahead, and what comes of it."""

"""The outside of the product: routes, pages, sign-in, commands and the processes that serve them.

The only package that knows HTTP. It calls `engine.operations` and never the store or the engine adapter's insides.
"""

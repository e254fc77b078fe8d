"""Measure speed."""


def arguments(parser):
    pass


def call(options):
    return 0

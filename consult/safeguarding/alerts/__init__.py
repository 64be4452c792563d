"""Mails to officers and coordinators."""
